// Verifies one webhook with the reference library, with each of its secrets, and that a changed one is refused.
//
//     node verify.cjs '{"secrets": […], "headers": {…}, "body": "…"}'
const { Webhook, WebhookVerificationError } = require("standardwebhooks");

const sent = JSON.parse(process.argv[2]);
let count = 0;
for (const secret of sent.secrets) {
  const library = new Webhook(secret);
  library.verify(sent.body, sent.headers);
  try {
    library.verify(sent.body + " ", sent.headers);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    count += 1;
  }
}
console.log("verified", count);
