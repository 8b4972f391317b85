"""Verifies one webhook with the reference library, with each of its secrets, and that a changed one is refused.

    verify.py '{"secrets": […], "headers": {…}, "body": "…"}'
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

sent = json.loads(sys.argv[1])
count = 0
for secret in sent["secrets"]:
    library = Webhook(secret)
    library.verify(sent["body"], sent["headers"])
    try:
        library.verify(sent["body"] + " ", sent["headers"])
    except WebhookVerificationError:
        count += 1
print("verified", count)
