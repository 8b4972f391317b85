//! Path templates: literals, variables of one segment, and a verb of our own after a colon, such as `/v1/orders/{order_id}:cancel`.

use percent_encoding::percent_decode_str;

/// A path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    segments: Vec<Segment>,
    verb: Option<String>,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Variable(String),
}

/// A path cut into segments, with one reading of its verb.
#[derive(Debug)]
pub struct Match {
    segments: Vec<String>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let path = text
            .strip_prefix('/')
            .ok_or_else(|| format!("the template {text} does not begin with /"))?;
        let (path, verb) = split_verb(path);
        let segments = path.split('/').map(segment).collect::<Result<_, _>>()?;
        Ok(Self {
            segments,
            verb: verb.map(str::to_owned),
            text: text.to_owned(),
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names of its variables, in order.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Variable(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }

    /// What templates are told apart by at first: how many segments, and which verb.
    pub fn shape(&self) -> (usize, Option<String>) {
        (self.segments.len(), self.verb.clone())
    }

    /// The shapes that a path may have: with what follows its last colon as the verb, and as a whole.
    pub fn shapes(path: &str) -> Vec<((usize, Option<String>), Match)> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let read = |path: &str| -> Option<Match> {
            let segments = path.split('/').map(|segment| {
                let decoded = percent_decode_str(segment).decode_utf8();
                decoded.ok().map(std::borrow::Cow::into_owned)
            });
            segments.collect::<Option<_>>().map(|segments| Match { segments })
        };
        let whole = read(path).map(|matched| ((matched.segments.len(), None), matched));
        let (before, verb) = split_verb(path);
        let with_verb = verb.and_then(|verb| {
            let matched = read(before)?;
            Some(((matched.segments.len(), Some(verb.to_owned())), matched))
        });
        with_verb.into_iter().chain(whole).collect()
    }

    /// The values of the variables, in order, when the path fits.
    pub fn matches(&self, path: &Match) -> Option<Vec<String>> {
        if path.segments.len() != self.segments.len() {
            return None;
        }
        let mut values = Vec::new();
        for (own, given) in self.segments.iter().zip(&path.segments) {
            match own {
                Segment::Literal(literal) if literal == given => {}
                Segment::Variable(_) if !given.is_empty() => values.push(given.clone()),
                Segment::Literal(_) | Segment::Variable(_) => return None,
            }
        }
        Some(values)
    }
}

fn segment(text: &str) -> Result<Segment, String> {
    match text.strip_prefix('{').map(|rest| rest.strip_suffix('}')) {
        Some(Some(name)) if !name.is_empty() && !name.contains(['{', '=', '*']) => {
            Ok(Segment::Variable(name.to_owned()))
        }
        None if !text.is_empty() && !text.contains(['{', '}', '*']) => Ok(Segment::Literal(text.to_owned())),
        _ => Err(format!(
            "the segment {text:?} is neither a literal nor a variable of one segment"
        )),
    }
}

/// Cuts off the verb: what follows the last colon of the last segment.
fn split_verb(path: &str) -> (&str, Option<&str>) {
    match path.rsplit_once(':') {
        Some((before, verb)) if !verb.contains('/') => (before, Some(verb)),
        _ => (path, None),
    }
}
