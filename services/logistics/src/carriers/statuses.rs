//! What carriers and tracking services call things, as our own words.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::words::Status;

static SCHEMES: LazyLock<Schemes> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/statuses.toml"))
        .expect("invariant: the statuses' data is checked by its tests");
    Schemes::of(file.scheme)
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scheme: Vec<Scheme>,
}

/// The codes of one carrier or service.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scheme {
    id: String,
    /// What it is, for readers of the file.
    #[serde(rename = "text")]
    _text: String,
    /// Sources and carriers that use it.
    names: Vec<String>,
    codes: HashMap<Status, Vec<String>>,
}

/// Per name, what each code means.
struct Schemes(HashMap<String, HashMap<String, Status>>);

impl Schemes {
    fn of(schemes: Vec<Scheme>) -> Self {
        let mut by_name = HashMap::new();
        for scheme in schemes {
            let mut codes = HashMap::new();
            for (status, own) in &scheme.codes {
                for code in own {
                    let before = codes.insert(code.to_lowercase(), *status);
                    assert!(before.is_none(), "{} has {code} twice", scheme.id);
                }
            }
            for name in &scheme.names {
                by_name.insert(name.to_lowercase(), codes.clone());
            }
        }
        Self(by_name)
    }

    fn find(&self, name: &str, code: &str) -> Option<Status> {
        let codes = self.0.get(&name.to_lowercase())?;
        let code = code.to_lowercase();
        let group = code.split_once('_').map(|(group, _)| group);
        codes
            .get(&code)
            .or_else(|| group.and_then(|group| codes.get(group)))
            .copied()
    }
}

/// The status that a code means, by the scheme of who reports it, else of the carrier.
pub(crate) fn status_of(source: &str, carrier: &str, code: &str) -> Option<Status> {
    SCHEMES.find(source, code).or_else(|| SCHEMES.find(carrier, code))
}
