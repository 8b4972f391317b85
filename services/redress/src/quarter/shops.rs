//! Who trades in the quarter: the five shops, where their buyers live, what their sellers sell and how it is paid.

use redress_contracts::redress::orders::v1::PaymentKind;

/// A shop and its trade.
#[derive(Debug)]
pub struct Shop {
    /// Its pack and marketplace.
    pub id: &'static str,
    /// How many of a hundred orders are its.
    pub share: u64,
    /// Where its buyers live.
    pub markets: &'static [(u64, Market)],
    /// Its sellers.
    pub sellers: &'static [&'static str],
    /// What is sold.
    pub goods: &'static [Goods],
    /// How buyers pay.
    pub payments: &'static [(u64, PaymentKind)],
    /// How many buyers of a hundred come back with something after delivery.
    pub returns: u64,
}

/// Where buyers live and what they pay in.
#[derive(Clone, Copy, Debug)]
pub struct Market {
    /// ISO 3166 alpha-2.
    pub country: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
    /// What 100 of the list price's cents are in minor units of the currency.
    pub rate: i64,
    /// Tax on goods, in percent.
    pub tax: i64,
}

/// Something that is sold.
#[derive(Clone, Copy, Debug)]
pub struct Goods {
    /// What people call it.
    pub title: &'static str,
    /// The shop's category.
    pub category: &'static str,
    /// How long it lasts, as warranties see it.
    pub class: &'static str,
    /// What a policy may ask for.
    pub attributes: &'static [&'static str],
    /// The list price in cents.
    pub price: u32,
}

const fn market(country: &'static str, currency: &'static str, rate: i64, tax: i64) -> Market {
    Market {
        country,
        currency,
        rate,
        tax,
    }
}

const fn goods(title: &'static str, category: &'static str, price: u32) -> Goods {
    Goods {
        title,
        category,
        class: "durable",
        attributes: &[],
        price,
    }
}

const fn special(title: &'static str, attributes: &'static [&'static str], price: u32) -> Goods {
    Goods {
        title,
        category: "general",
        class: "non_durable",
        attributes,
        price,
    }
}

/// The five shops.
pub const SHOPS: &[Shop] = &[
    Shop {
        id: "kakaclo",
        share: 28,
        markets: &[
            (40, market("US", "USD", 100, 8)),
            (15, market("DE", "EUR", 92, 19)),
            (15, market("FR", "EUR", 92, 20)),
            (15, market("GB", "GBP", 79, 20)),
            (15, market("JP", "JPY", 150, 10)),
        ],
        sellers: &[
            "sup_anhui",
            "sup_bohai",
            "sup_canton",
            "sup_dalian",
            "sup_emei",
            "sup_fuzhou",
            "sup_guilin",
            "sup_hebei",
        ],
        goods: &[
            goods("Summer dress", "clothes", 2_499),
            goods("Linen shirt", "clothes", 1_899),
            goods("Rain coat", "clothes", 3_999),
            goods("Canvas shoes", "shoes", 2_999),
            goods("Silk scarf", "clothes", 1_250),
        ],
        payments: &[(70, PaymentKind::Card), (30, PaymentKind::DigitalWallet)],
        returns: 26,
    },
    Shop {
        id: "kwoking",
        share: 24,
        markets: &[
            (55, market("FR", "EUR", 92, 20)),
            (15, market("BE", "EUR", 92, 21)),
            (15, market("CH", "CHF", 88, 8)),
            (15, market("DE", "EUR", 92, 19)),
        ],
        sellers: &["kwoking"],
        goods: &[
            goods("Camera", "cameras", 24_900),
            goods("Action camera", "cameras", 12_900),
            goods("Battery", "batteries", 1_999),
            goods("Power bank", "batteries", 3_990),
            goods("Drone", "drones", 39_900),
            goods("Engraved drone", "made_to_order", 44_900),
        ],
        payments: &[
            (70, PaymentKind::Card),
            (20, PaymentKind::DigitalWallet),
            (10, PaymentKind::BankDeposit),
        ],
        returns: 26,
    },
    Shop {
        id: "rma-shop",
        share: 16,
        markets: &[
            (60, market("US", "USD", 100, 8)),
            (20, market("CA", "CAD", 136, 5)),
            (20, market("AU", "AUD", 151, 10)),
        ],
        sellers: &["rma-shop"],
        goods: &[
            goods("Sensor board", "boards", 3_450),
            goods("Display module", "boards", 5_990),
            goods("Power supply", "power", 4_500),
            goods("Router", "network", 8_900),
        ],
        payments: &[(85, PaymentKind::Card), (15, PaymentKind::DigitalWallet)],
        returns: 26,
    },
    Shop {
        id: "kajet",
        share: 14,
        markets: &[
            (85, market("GB", "GBP", 79, 20)),
            (15, market("IE", "EUR", 92, 23)),
        ],
        sellers: &[
            "sel_arden",
            "sel_brook",
            "sel_cliff",
            "sel_dale",
            "sel_strict",
            "sel_patient",
            "sel_fern",
        ],
        goods: &[
            goods("Vase", "home", 4_000),
            goods("Oak stool", "home", 8_900),
            goods("Wool blanket", "home", 6_450),
            goods("Tea set", "kitchen", 5_400),
        ],
        payments: &[(80, PaymentKind::Card), (20, PaymentKind::DigitalWallet)],
        returns: 4,
    },
    Shop {
        id: "kajivap",
        share: 18,
        markets: &[(100, market("PH", "PHP", 5_800, 12))],
        sellers: &["kajivap"],
        goods: &[
            goods("Rice cooker", "kitchen", 3_500),
            goods("Electric fan", "home", 2_800),
            special("Face cream", &["hygiene"], 900),
            special("Engraved bracelet", &["personalised"], 1_500),
            special("Dried mangoes", &["perishable"], 600),
            special("Gift card", &["gift_card"], 2_000),
        ],
        payments: &[
            (40, PaymentKind::Card),
            (20, PaymentKind::EWallet),
            (20, PaymentKind::Cash),
            (10, PaymentKind::BankDeposit),
            (10, PaymentKind::DigitalWallet),
        ],
        returns: 26,
    },
];

/// What sellers of the marketplace Kajet publish before the quarter begins: whose, and as TOML.
pub const SELLER_TERMS: &[(&str, &str)] = &[
    (
        "sel_strict",
        r#"
[terms]
edition = "2026"
name = "Strict & Sons"

[[case]]
case = "cancel-in-window"
window = { hours = 96 }
refund = "eighty-percent"
decided_by = "seller"
refund_due = { days = 2 }
"#,
    ),
    (
        "sel_patient",
        r#"
[terms]
edition = "2026"
name = "Patient & Co."

[[case]]
case = "cancel-in-window"
window = { hours = 72 }
refund = "without-shipping"
"#,
    ),
];

#[cfg(test)]
mod tests {
    use super::SHOPS;
    use redress_policy::packs;

    #[test]
    fn every_built_in_shop_trades_and_the_shares_are_a_hundred() {
        let mut traded: Vec<String> = SHOPS.iter().map(|shop| format!("{}.toml", shop.id)).collect();
        let mut built_in: Vec<String> = packs::SHOPS.iter().map(|(file, _)| (*file).to_owned()).collect();
        traded.sort();
        built_in.sort();
        assert_eq!(traded, built_in);
        assert_eq!(SHOPS.iter().map(|shop| shop.share).sum::<u64>(), 100);
        for shop in SHOPS {
            assert_eq!(
                shop.markets.iter().map(|(weight, _)| weight).sum::<u64>(),
                100,
                "{}",
                shop.id
            );
        }
    }
}
