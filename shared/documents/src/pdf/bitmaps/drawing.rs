//! A glyph's dots as what PDF fills.

use std::ops::Range;

use pdf_writer::{Buf, Content};
use unifont::Glyph;

use super::{DESCENT, HEIGHT};

/// A glyph's width in dots.
pub fn width(glyph: &Glyph) -> u8 {
    if glyph.is_fullwidth() { HEIGHT } else { HEIGHT / 2 }
}

/// A glyph as filled rectangles, one for each group of dots that is the same over several rows.
pub fn of(character: char, advance: f32) -> Buf {
    let mut content = Content::new();
    let Some(glyph) = unifont::get_glyph(character) else {
        return content.finish();
    };
    // A mark is drawn back over the character before it.
    let left = advance - f32::from(width(glyph));
    let (bottom, top) = (-f32::from(DESCENT), f32::from(HEIGHT - DESCENT));
    content.start_shape_glyph(advance, left, bottom, left + f32::from(width(glyph)), top);
    for (dots, rows) in rectangles(glyph) {
        let (wide, high) = (f32::from(dots.end - dots.start), f32::from(rows.end - rows.start));
        content.rect(
            left + f32::from(dots.start),
            top - f32::from(rows.end),
            wide,
            high,
        );
    }
    content.fill_nonzero();
    content.finish()
}

/// Dots from left to right and rows from top to bottom.
fn rectangles(glyph: &Glyph) -> Vec<(Range<u8>, Range<u8>)> {
    let mut done = Vec::new();
    let mut open: Vec<(Range<u8>, u8)> = Vec::new();
    for row in 0..=HEIGHT {
        let runs = if row < HEIGHT {
            runs(glyph, row)
        } else {
            Vec::new()
        };
        open.retain(|(dots, since)| {
            let goes_on = runs.contains(dots);
            if !goes_on {
                done.push((dots.clone(), *since..row));
            }
            goes_on
        });
        for dots in runs {
            if !open.iter().any(|(known, _)| *known == dots) {
                open.push((dots, row));
            }
        }
    }
    done
}

fn runs(glyph: &Glyph, row: u8) -> Vec<Range<u8>> {
    let is_set = |dot: u8| glyph.get_pixel(usize::from(dot), usize::from(row));
    let mut runs = Vec::new();
    let mut dot = 0;
    while dot < width(glyph) {
        let start = dot;
        while dot < width(glyph) && is_set(dot) {
            dot += 1;
        }
        if dot > start {
            runs.push(start..dot);
        }
        dot += 1;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rectangles_of_a_glyph_are_its_dots() {
        for character in ['中', 'Я', 'ก', 'ー', 'ש', '\u{301}', '한'] {
            let glyph = unifont::get_glyph(character).unwrap();
            let mut dots = vec![[false; 16]; 16];
            for (columns, rows) in rectangles(glyph) {
                for row in rows {
                    for column in columns.clone() {
                        let dot = &mut dots[usize::from(row)][usize::from(column)];
                        assert!(!*dot, "drawn twice");
                        *dot = true;
                    }
                }
            }
            for (y, row) in dots.iter().enumerate() {
                for (x, dot) in row.iter().enumerate() {
                    assert_eq!(*dot, glyph.get_pixel(x, y), "{character} {x} {y}");
                }
            }
        }
    }
}
