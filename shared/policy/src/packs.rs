//! The packs that come with the suite: five shops, and the law layer.

/// A pack's file name and its TOML source.
pub type Source = (&'static str, &'static str);

/// The five shops.
pub const SHOPS: &[Source] = &[
    ("kakaclo.toml", include_str!("../packs/kakaclo.toml")),
    ("kwoking.toml", include_str!("../packs/kwoking.toml")),
    ("rma-shop.toml", include_str!("../packs/rma-shop.toml")),
    ("kajet.toml", include_str!("../packs/kajet.toml")),
    ("kajivap.toml", include_str!("../packs/kajivap.toml")),
];

/// The law packs.
pub const LAWS: &[Source] = &[
    ("law/eu.toml", include_str!("../packs/law/eu.toml")),
    ("law/ph.toml", include_str!("../packs/law/ph.toml")),
];

/// Shops and laws.
pub fn all() -> impl Iterator<Item = Source> {
    SHOPS.iter().chain(LAWS).copied()
}
