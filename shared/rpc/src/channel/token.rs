//! A token to come in with, never shown.

use std::str::FromStr;

use http::HeaderValue;

/// What proves who calls: an API key, a link's token, or one of an identity provider.
#[derive(Debug, Clone)]
pub struct BearerToken(pub(super) HeaderValue);

/// The text cannot be a token.
#[derive(Debug, thiserror::Error)]
#[error("a token is visible ASCII without spaces")]
pub struct NoToken;

impl FromStr for BearerToken {
    type Err = NoToken;

    fn from_str(text: &str) -> Result<Self, NoToken> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NoToken);
        }
        let mut value = HeaderValue::try_from(format!("Bearer {text}")).map_err(|_| NoToken)?;
        // Whoever prints it prints no more than that.
        value.set_sensitive(true);
        Ok(Self(value))
    }
}
