//! How patient and how busy this context is. Every value has a default that suits production.

use std::time::Duration;

use serde::Deserialize;

use crate::domain::transition::Patience;

/// Settings of the refunds context.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How many refunds are being sent or asked for at the same time. Default 32.
    pub max_in_flight: usize,
    /// How long one call to the provider may take; afterwards its answer is unknown. Default 10000.
    pub provider_time_limit_ms: u64,
    /// How long after an unknown or pending answer the provider is asked. Default 2000.
    pub ask_base_ms: u64,
    /// Each following question waits so many times longer. Default 2.
    pub ask_factor: f64,
    /// No wait between two questions is longer. Default 3600000 (an hour).
    pub ask_longest_ms: u64,
    /// After so many questions without a final answer a person has to look. Default 12.
    pub ask_max: i64,
    /// How long the sandbox takes for an answer that times out. Default 0.
    pub sandbox_timeout_ms: u64,
    /// Whether the program checks what is left before the database does. Only tests turn it off, to show that the
    /// database alone holds the line; it cannot be set from outside.
    #[serde(skip, default = "always")]
    pub check_in_code: bool,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            max_in_flight: 32,
            provider_time_limit_ms: 10_000,
            ask_base_ms: 2_000,
            ask_factor: 2.0,
            ask_longest_ms: 3_600_000,
            ask_max: 12,
            sandbox_timeout_ms: 0,
            check_in_code: always(),
        }
    }
}

impl Config {
    /// How long one call to the provider may take.
    pub fn provider_time_limit(&self) -> Duration {
        Duration::from_millis(self.provider_time_limit_ms)
    }

    /// How long the provider is asked before a person has to look.
    pub fn patience(&self) -> Patience {
        Patience {
            base: Duration::from_millis(self.ask_base_ms),
            factor: self.ask_factor,
            longest: Duration::from_millis(self.ask_longest_ms),
            questions: self.ask_max,
        }
    }
}

fn always() -> bool {
    true
}
