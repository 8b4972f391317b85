//! Characters that Helvetica lacks, drawn with GNU Unifont: glyphs of 8 or 16 by 16 dots, each dot a small square, in Type 3
//! fonts that hold only what a document uses. They carry what each glyph means, so that programs read text.

mod drawing;

use std::collections::BTreeMap;

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use pdf_writer::types::{SystemInfo, UnicodeCmap};
use pdf_writer::{Buf, Content, Finish as _, Name, Pdf, Rect, Ref, Str};

use super::text::meaning;

/// Dots in a glyph's height, which is the font size.
const HEIGHT: u8 = 16;

/// Dots below the baseline.
const DESCENT: u8 = 2;

/// Characters in one font, with codes from one.
const FONT_LEN: usize = 255;

/// Code zero is a letter m that no text uses: programs that read text guess a Type 3 font's size from its m, and take
/// it for this wide, in font sizes.
const GAUGE_WIDTH: f32 = 0.6;

/// Whether the character can be drawn.
pub fn has(character: char) -> bool {
    unifont::get_glyph(character).is_some()
}

/// The width of a character, in font sizes; marks stand over what is before them and have none.
pub fn advance(character: char) -> f32 {
    f32::from(advance_dots(character)) / f32::from(HEIGHT)
}

fn advance_dots(character: char) -> u8 {
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    if matches!(
        category,
        GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark
    ) {
        return 0;
    }
    unifont::get_glyph(character).map_or(0, drawing::width)
}

/// The characters that a document draws in this way, with their codes in the order of their first use.
#[derive(Debug, Default)]
pub struct Bitmaps {
    characters: Vec<char>,
    places: BTreeMap<char, usize>,
}

impl Bitmaps {
    /// In which font a character is, and its code there.
    pub fn place(&mut self, character: char) -> (usize, u8) {
        let place = *self.places.entry(character).or_insert_with(|| {
            self.characters.push(character);
            self.characters.len() - 1
        });
        (place / FONT_LEN, code(place % FONT_LEN + 1))
    }

    /// Writes the fonts and says where they are.
    pub fn write(&self, pdf: &mut Pdf, next: &mut Ref) -> Vec<Ref> {
        self.characters
            .chunks(FONT_LEN)
            .map(|characters| write_font(characters, pdf, next))
            .collect()
    }
}

/// A glyph as a font has it.
struct Glyph {
    name: String,
    /// In dots.
    advance: f32,
    drawing: Buf,
}

impl Glyph {
    fn of(character: char) -> Glyph {
        let (name, advance) = (
            format!("u{:04X}", u32::from(character)),
            f32::from(advance_dots(character)),
        );
        Glyph {
            name,
            advance,
            drawing: drawing::of(character, advance),
        }
    }

    fn gauge() -> Glyph {
        let advance = GAUGE_WIDTH * f32::from(HEIGHT);
        let mut empty = Content::new();
        empty.start_shape_glyph(advance, 0.0, 0.0, 0.0, 0.0);
        Glyph {
            name: "m".to_owned(),
            advance,
            drawing: empty.finish(),
        }
    }
}

fn write_font(characters: &[char], pdf: &mut Pdf, next: &mut Ref) -> Ref {
    let (font, map) = (next.bump(), next.bump());
    let glyphs: Vec<(Glyph, Ref)> = [Glyph::gauge()]
        .into_iter()
        .chain(characters.iter().map(|character| Glyph::of(*character)))
        .map(|glyph| (glyph, next.bump()))
        .collect();
    let names = glyphs.iter().map(|(glyph, _)| Name(glyph.name.as_bytes()));

    let (height, descent) = (f32::from(HEIGHT), f32::from(DESCENT));
    let mut writer = pdf.type3_font(font);
    writer.bbox(Rect::new(-height, -descent, height, height - descent));
    writer.matrix([1.0 / height, 0.0, 0.0, 1.0 / height, 0.0, 0.0]);
    writer
        .char_procs()
        .pairs(names.clone().zip(glyphs.iter().map(|(_, procedure)| *procedure)));
    writer.encoding_custom().differences().consecutive(0, names);
    writer.first_char(0).last_char(code(characters.len()));
    writer.widths(glyphs.iter().map(|(glyph, _)| glyph.advance));
    writer.resources();
    writer.to_unicode(map);
    writer.finish();

    for (glyph, procedure) in &glyphs {
        pdf.stream(*procedure, &glyph.drawing);
    }
    pdf.cmap(map, &meanings(characters));
    font
}

/// The code of a font's first, second, … character.
fn code(ordinal: usize) -> u8 {
    u8::try_from(ordinal).expect("invariant: a font has 255 characters")
}

fn meanings(characters: &[char]) -> Buf {
    let info = SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(b"UCS"),
        supplement: 0,
    };
    let mut map = UnicodeCmap::<u8>::new(Name(b"Unifont"), info);
    for (code, character) in (1..=u8::MAX).zip(characters) {
        map.pair_with_multiple(code, meaning(*character).chars());
    }
    map.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_are_square_and_marks_take_no_room() {
        assert_eq!(advance('中'), 1.0);
        assert_eq!(advance('Я'), 0.5);
        assert_eq!(advance('\u{301}'), 0.0);
        assert!(!has('😀'));
    }

    #[test]
    fn a_font_has_255_characters() {
        let mut bitmaps = Bitmaps::default();
        let characters = ('\u{4e00}'..).take(256);
        let places: Vec<(usize, u8)> = characters.map(|character| bitmaps.place(character)).collect();
        assert_eq!(places[254..], [(0, 255), (1, 1)]);
        assert_eq!(bitmaps.place('\u{4e00}'), (0, 1));
    }
}
