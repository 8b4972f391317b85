//! The two faces that every PDF reader has, Helvetica and Helvetica-Bold, with their WinAnsi encoding (Windows code page
//! 1252). All other characters are in `bitmaps.rs`.

use super::metrics;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Helvetica.
    Regular,
    /// Helvetica-Bold.
    Bold,
}

/// The code page's range that is not Latin-1; what is open there stands for itself, and no text contains it.
const FROM_0X80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

impl Face {
    /// Both, in the order in which a document lists them.
    pub const ALL: [Face; 2] = [Face::Regular, Face::Bold];

    /// The font's name in PDF.
    pub fn base_font(self) -> &'static str {
        match self {
            Face::Regular => "Helvetica",
            Face::Bold => "Helvetica-Bold",
        }
    }

    /// The width of a WinAnsi code, in font sizes.
    pub fn advance(self, code: u8) -> f32 {
        let widths = match self {
            Face::Regular => &metrics::REGULAR,
            Face::Bold => &metrics::BOLD,
        };
        let width = code
            .checked_sub(metrics::FIRST)
            .map_or(0, |index| widths[usize::from(index)]);
        f32::from(width) / 1000.0
    }
}

/// The code of a character that both faces have.
pub fn winansi(character: char) -> Option<u8> {
    match character {
        ' '..='~' | '\u{a0}'..='ÿ' => u8::try_from(u32::from(character)).ok(),
        '\0'..='\u{9f}' => None,
        _ => {
            let place = FROM_0X80.iter().position(|known| *known == character)?;
            u8::try_from(0x80 + place).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_page_is_latin_1_and_27_more() {
        assert_eq!(winansi('A'), Some(65));
        assert_eq!(winansi('é'), Some(0xe9));
        assert_eq!(winansi('€'), Some(0x80));
        assert_eq!(winansi('Ÿ'), Some(0x9f));
        for outside in ['\n', '\u{7f}', '\u{85}', 'ą', 'Я', '中', '😀'] {
            assert_eq!(winansi(outside), None, "{outside:?}");
        }
        let codes: Vec<u8> = ('\0'..='\u{ffff}').filter_map(winansi).collect();
        assert_eq!(codes.len(), 95 + 96 + 27);
    }

    #[test]
    fn widths_are_those_of_helvetica() {
        assert_eq!(Face::Regular.advance(b' '), 0.278);
        assert_eq!(Face::Regular.advance(b'W'), 0.944);
        assert_eq!(Face::Bold.advance(b'a'), 0.556);
        assert_eq!(Face::Bold.advance(255), 0.556);
    }
}
