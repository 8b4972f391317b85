//! A small shop to publish, with the parts that tests spoil or change.

/// A pack that loads: cancelling within a day of the payment, which sellers may adjust.
pub const PACK: &str = r#"[pack]
id = "corner"
name = "The corner shop"
layer = "marketplace"
edition = "first"
effective = "2025-03-01"
language = "en"
time_zone = "Asia/Manila"
calendar = "PH"
binds = "placement"
countries = ["PH"]
clauses = ["C-1"]
seller_clauses = ["C-1"]

[[clause]]
id = "C-1"
text = "Orders can be cancelled within a day."

[[clause]]
id = "C-2"
text = "Everything is paid back."
mark = "assumed"
why = "The document does not say how much."

[[case]]
id = "cancel"
topic = "cancel"
grounds = ["change_of_mind"]
parties = ["buyer"]
text = "Cancelled on request."
refund = "full"
adjustable_by = ["seller"]
clauses = ["C-1"]

[[case.windows]]
closes = { after = "payment_confirmed", span = { hours = 24 } }
clauses = ["C-1"]

[[case.remedies]]
remedy = "refund"
clauses = ["C-2"]

[[refund_plan]]
id = "full"
text = "Everything."
clauses = ["C-2"]

[[refund_plan.parts]]
part = "item"
share_bp = 10000
text = "The price."
clauses = ["C-2"]

[returnless]
below_minor = 500
currency = "PHP"
grounds = ["change_of_mind"]
clauses = ["C-2"]
"#;

/// Terms of a seller of the shop.
pub const TERMS: &str = r#"[terms]
edition = "spring"
name = "Ana's stall"

[[case]]
case = "cancel"
window = { hours = 72 }
"#;

/// A law for two countries.
pub const LAW: &str = r#"[pack]
id = "law-asean"
name = "A law"
layer = "law"
edition = "1"
effective = "2020-01-01"
language = "en"
time_zone = "Asia/Manila"
calendar = "PH"
binds = "application"
countries = ["PH", "ID"]
clauses = ["L-1"]

[[clause]]
id = "L-1"
text = "Contracts are kept."
"#;

/// The pack with another edition and other words replaced.
pub fn pack(edition: &str, changes: &[(&str, &str)]) -> String {
    let mut text = PACK.replace("edition = \"first\"", &format!("edition = \"{edition}\""));
    for (from, to) in changes {
        assert!(text.contains(from), "the shop has no `{from}`");
        text = text.replace(from, to);
    }
    text
}
