//! Reads the text of the PDFs made here back from their bytes, as far as the tests need it. It knows the few forms that
//! `canvas.rs` writes and follows them as a reader of PDF does: pages, their streams, their fonts, what a code means.

use std::collections::BTreeMap;

use super::face::winansi;

/// One line of text on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Counted from zero.
    pub page: usize,
    /// From the left, in points.
    pub x: f32,
    /// The baseline from the bottom, in points.
    pub y: f32,
    pub size: f32,
    pub text: String,
}

/// A filled rectangle on a page: left, bottom, width, height.
pub type Bar = [f32; 4];

/// Everything that is on the pages.
#[derive(Debug, Default)]
pub struct Read {
    pub pages: usize,
    pub lines: Vec<Line>,
    pub bars: Vec<Bar>,
}

impl Read {
    /// The texts, top to bottom.
    pub fn texts(&self) -> Vec<&str> {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }

    /// The first line with this text in it.
    pub fn line(&self, text: &str) -> &Line {
        self.lines
            .iter()
            .find(|line| line.text.contains(text))
            .unwrap_or_else(|| panic!("{text} in {self:#?}"))
    }
}

/// Reads a document.
pub fn read(pdf: &[u8]) -> Read {
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let objects = objects(pdf);
    let tree = objects
        .values()
        .find(|object| object.contains("/Type /Pages"))
        .expect("a page tree");
    let fonts: BTreeMap<String, BTreeMap<u8, String>> = references(tree, "/Font <<")
        .map(|(name, font)| (name, meanings(&objects, &objects[&font])))
        .collect();
    let mut read = Read::default();
    for page in numbers_between(tree, "/Kids [", "]").into_iter().step_by(2) {
        let stream = numbers_between(&objects[&page], "/Contents ", " R")[0];
        read_page(stream_of(&objects[&stream]), &fonts, &mut read);
        read.pages += 1;
    }
    read
}

/// Each object's text by its number, found through the cross-reference table.
fn objects(pdf: &[u8]) -> BTreeMap<usize, String> {
    // Bytes that are not ASCII are in the header's comment only.
    let text: String = pdf
        .iter()
        .map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' })
        .collect();
    let start: usize = text
        .rsplit("startxref\n")
        .next()
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let entries = text[start..]
        .lines()
        .skip(3)
        .take_while(|line| line.ends_with("n ") || line.ends_with("n"));
    entries
        .zip(1..)
        .map(|(entry, number)| {
            let offset: usize = entry[..10].parse().unwrap();
            let object = &text[offset..];
            let head = format!("{number} 0 obj\n");
            assert!(
                object.starts_with(&head),
                "object {number} is not where the table says"
            );
            (
                number,
                object[head.len()..object.find("\nendobj").unwrap()].to_owned(),
            )
        })
        .collect()
}

fn stream_of(object: &str) -> &str {
    let start = object.find("\nstream\n").unwrap() + "\nstream\n".len();
    &object[start..object.rfind("\nendstream").unwrap()]
}

fn numbers_between(text: &str, start: &str, end: &str) -> Vec<usize> {
    let from = text.find(start).unwrap_or_else(|| panic!("{start} in {text}")) + start.len();
    let to = from + text[from..].find(end).unwrap();
    text[from..to]
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .step_by(1)
        .collect()
}

/// `/Name 4 0 R` pairs after `start`.
fn references<'a>(text: &'a str, start: &str) -> impl Iterator<Item = (String, usize)> + 'a {
    let from = text.find(start).unwrap() + start.len();
    let words: Vec<&str> = text[from..from + text[from..].find(">>").unwrap()]
        .split_whitespace()
        .collect();
    let pairs: Vec<(String, usize)> = words
        .chunks(4)
        .map(|pair| {
            (
                pair[0].trim_start_matches('/').to_owned(),
                pair[1].parse().unwrap(),
            )
        })
        .collect();
    pairs.into_iter()
}

/// What a font's codes mean.
fn meanings(objects: &BTreeMap<usize, String>, font: &str) -> BTreeMap<u8, String> {
    if font.contains("/WinAnsiEncoding") {
        return ('\0'..='\u{ffff}')
            .filter_map(|c| winansi(c).map(|code| (code, c.to_string())))
            .collect();
    }
    let map = stream_of(&objects[&numbers_between(font, "/ToUnicode ", " R")[0]]);
    map.lines()
        .filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"))
        .map(|(code, meaning)| {
            let units: Vec<u16> = meaning
                .as_bytes()
                .chunks(4)
                .map(|unit| u16::from_str_radix(std::str::from_utf8(unit).unwrap(), 16).unwrap())
                .collect();
            (
                u8::from_str_radix(code, 16).unwrap(),
                String::from_utf16(&units).unwrap(),
            )
        })
        .collect()
}

fn read_page(content: &str, fonts: &BTreeMap<String, BTreeMap<u8, String>>, read: &mut Read) {
    let mut font = &BTreeMap::new();
    for operation in content.lines() {
        let (operands, operator) = operation.rsplit_once(' ').unwrap_or(("", operation));
        let numbers: Vec<f32> = operands.split(' ').filter_map(|word| word.parse().ok()).collect();
        match operator {
            "Td" => {
                let (x, y) = (numbers[0], numbers[1]);
                read.lines.push(Line {
                    page: read.pages,
                    x,
                    y,
                    size: 0.0,
                    text: String::new(),
                });
            }
            "Tf" => {
                font = &fonts[operands[1..].split(' ').next().unwrap()];
                read.lines.last_mut().unwrap().size = numbers[0];
            }
            "Tj" => {
                let text: String = string(operands).iter().map(|code| font[code].as_str()).collect();
                read.lines.last_mut().unwrap().text.push_str(&text);
            }
            "re" => read.bars.push(numbers.try_into().unwrap()),
            _ => {}
        }
    }
}

/// A string of PDF, literal or hexadecimal.
fn string(written: &str) -> Vec<u8> {
    if let Some(digits) = written.strip_prefix('<') {
        let digits = digits.trim_end_matches('>').as_bytes();
        return digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
    }
    let mut bytes = written[1..written.len() - 1].bytes().peekable();
    let mut codes = Vec::new();
    while let Some(byte) = bytes.next() {
        codes.push(match (byte, bytes.peek().copied()) {
            (b'\\', Some(b'0'..=b'7')) => bytes
                .by_ref()
                .take(3)
                .fold(0, |code, digit| code << 3 | (digit - b'0')),
            (b'\\', Some(escaped)) => {
                bytes.next();
                match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    other => other,
                }
            }
            (plain, _) => plain,
        });
    }
    codes
}
