"""An identity provider for tests: publishes its keys as OpenID Connect says, and signs whatever it is asked to.

Usage: issuer.py     prints its address, and serves until it is ended

GET  /.well-known/openid-configuration, /keys
GET  /fetches        how often the keys were asked for
POST /sign           {"key": "rsa", "alg": "RS256", "claims": {…}, "headers": {…}} gives a token
POST /end            nothing is answered any more but 500
"""

import base64
import hashlib
import hmac
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

KEYS = {
    "rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ec": ec.generate_private_key(ec.SECP256R1()),
    "ed": ed25519.Ed25519PrivateKey.generate(),
    "never": ec.generate_private_key(ec.SECP256R1()),
}


def part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public(name):
    key = KEYS[name].public_key()
    maker = {"rsa": RSAAlgorithm, "ed": OKPAlgorithm}.get(name, ECAlgorithm)
    return {**maker.to_jwk(key, as_dict=True), "kid": name, "use": "sig"}


def signed(order):
    """A token; also of the kinds that no honest provider makes."""
    name, claims = order["key"], order["claims"]
    headers = {"kid": name, **order.get("headers", {})}
    if order["alg"] in ("none", "HS256"):
        head = {"alg": order["alg"], "typ": "JWT", **headers}
        said = f"{part(json.dumps(head).encode())}.{part(json.dumps(claims).encode())}"
        pem = KEYS[name].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        tag = hmac.new(pem, said.encode(), hashlib.sha256).digest() if order["alg"] == "HS256" else b""
        return f"{said}.{part(tag)}"
    return jwt.encode(claims, KEYS[name], algorithm=order["alg"], headers=headers)


class Provider(BaseHTTPRequestHandler):
    fetches = 0
    has_ended = False

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/fetches":
            return self.answer(200, str(Provider.fetches))
        if Provider.has_ended:
            return self.answer(500, "")
        address = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/keys":
            Provider.fetches += 1
            return self.answer(200, json.dumps({"keys": [public(name) for name in ("rsa", "ec", "ed")]}))
        if self.path == "/.well-known/openid-configuration":
            return self.answer(200, json.dumps({"issuer": address, "jwks_uri": f"{address}/keys"}))
        return self.answer(404, "")

    def do_POST(self):
        order = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/sign":
            return self.answer(200, signed(order))
        if self.path == "/end":
            Provider.has_ended = True
        return self.answer(200, "")

    def log_message(self, *_):
        """Says nothing of its own."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
