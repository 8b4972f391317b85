//! The providers whose webhooks are understood.

/// Who tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    EasyPost,
    AfterShip,
    SeventeenTrack,
    Shippo,
    Stripe,
}

impl Provider {
    /// Every provider.
    pub const ALL: [Self; 5] = [
        Self::EasyPost,
        Self::AfterShip,
        Self::SeventeenTrack,
        Self::Shippo,
        Self::Stripe,
    ];

    /// Its word, which is also how logistics knows the source of a report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EasyPost => "easypost",
            Self::AfterShip => "aftership",
            Self::SeventeenTrack => "17track",
            Self::Shippo => "shippo",
            Self::Stripe => "stripe",
        }
    }
}
