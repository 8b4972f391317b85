"""A receiver of webhooks: checks each signature by the Standard Webhooks specification and prints what is genuine.

Usage: webhook_receiver.py PORT SECRET COUNT     ends after COUNT genuine webhooks
"""

import base64
import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE_SECONDS = 300


def is_genuine(secret, headers, body):
    """Whether one of the signatures is by the secret, and not of another time."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    given = (entry.partition(",") for entry in headers["webhook-signature"].split())
    is_signed = any(version == "v1" and hmac.compare_digest(tag, expected) for version, _, tag in given)
    is_fresh = abs(time.time() - int(headers["webhook-timestamp"])) <= TOLERANCE_SECONDS
    return is_signed and is_fresh


class Receiver(BaseHTTPRequestHandler):
    left = 0
    secret = ""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        genuine = is_genuine(Receiver.secret, self.headers, body)
        if genuine:
            event = json.loads(body)
            print(event["type"], json.dumps(event["data"])[:200], flush=True)
            Receiver.left -= 1
        self.send_response(204 if genuine else 401)
        self.end_headers()

    def log_message(self, *_):
        """Says nothing of its own."""


if __name__ == "__main__":
    port, Receiver.secret, Receiver.left = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    server = HTTPServer(("127.0.0.1", port), Receiver)
    while Receiver.left > 0:
        server.handle_request()
