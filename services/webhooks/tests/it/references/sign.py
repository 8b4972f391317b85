"""Signs bodies as each provider does, with nothing but Python's own library. Prints the headers of each as JSON."""

import base64
import email.utils
import hashlib
import hmac
import json
import sys
import unicodedata


def mac(secret, *parts):
    return hmac.new(secret.encode(), b"".join(part.encode() for part in parts), hashlib.sha256)


def headers(case):
    provider, secret, body, time = case["provider"], case["secret"], case["body"], str(case["time"])
    if provider == "easypost":
        key = unicodedata.normalize("NFKD", secret)
        return {"X-Hmac-Signature": "hmac-sha256-hex=" + mac(key, body).hexdigest()}
    if provider == "easypost-v2":
        key = unicodedata.normalize("NFKD", secret)
        when, path = email.utils.formatdate(case["time"]), "/v1/hooks/elsewhere"
        signature = "hmac-sha256-hex=" + mac(key, when, "POST", path, body).hexdigest()
        return {"X-Timestamp": when, "X-Path": path, "X-Hmac-Signature-V2": signature}
    if provider == "aftership":
        return {"aftership-hmac-sha256": base64.b64encode(mac(secret, body).digest()).decode()}
    if provider == "17track":
        return {"sign": hashlib.sha256(f"{body}/{secret}".encode()).hexdigest()}
    if provider == "shippo":
        return {"Shippo-Auth-Signature": f"t={time},v1=" + mac(secret, time, ".", body).hexdigest()}
    old = mac("whsec_of_before", time, ".", body).hexdigest()
    new = mac(secret, time, ".", body).hexdigest()
    return {"Stripe-Signature": f"t={time},v1={old},v1={new},v0=00"}


print(json.dumps([headers(case) for case in json.loads(sys.argv[1])]))
