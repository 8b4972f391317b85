//! Text on its way to paper: what can be drawn of it, how wide that is, where its lines break and in which order their
//! characters stand.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use unicode_bidi::BidiInfo;

use super::bitmaps;
use super::face::{Face, winansi};

/// A face at a size in points.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The face of Western European characters; the others have only one.
    pub face: Face,
    /// The font size in points.
    pub size: f32,
}

impl Style {
    /// Helvetica at `size` points.
    pub const fn regular(size: f32) -> Style {
        let face = Face::Regular;
        Style { face, size }
    }

    /// Helvetica-Bold at `size` points.
    pub const fn bold(size: f32) -> Style {
        let face = Face::Bold;
        Style { face, size }
    }

    /// From one baseline to the next, in points.
    pub fn leading(self) -> f32 {
        self.size * 1.3
    }

    /// How wide a text without line breaks is, in points.
    pub fn width(self, text: &str) -> f32 {
        text.chars().map(|character| self.advance(character)).sum()
    }

    fn advance(self, character: char) -> f32 {
        let em =
            winansi(character).map_or_else(|| bitmaps::advance(character), |code| self.face.advance(code));
        em * self.size
    }

    /// The text in lines no wider than `room`, each drawable. Breaks fall at spaces and beside wide characters, and within
    /// a word that fits on no line. A text without content is one empty line.
    pub fn lines(self, text: &str, room: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in printable(text).split('\n') {
            self.wrap(paragraph, room, &mut lines);
        }
        while lines.len() > 1 && lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    fn wrap(self, mut rest: &str, room: f32, lines: &mut Vec<String>) {
        loop {
            let cut = self.fitting(rest, room);
            let (line, more) = rest.split_at(cut);
            lines.push(line.trim_end_matches(' ').to_owned());
            if more.is_empty() {
                return;
            }
            rest = more.trim_start_matches(' ');
        }
    }

    /// How many bytes of `text` go on the next line: up to the last place to break that fits, but always something.
    fn fitting(self, text: &str, room: f32) -> usize {
        let (mut width, mut allowed, mut previous) = (0.0, 0, None);
        for (at, character) in text.char_indices() {
            let advance = self.advance(character);
            if previous.is_some_and(|previous| may_break(previous, character)) {
                allowed = at;
            }
            width += advance;
            // A mark takes no room and stays with what it marks, a space at the end of a line may stick out.
            if width > room && advance > 0.0 && character != ' ' && at > 0 {
                return if allowed > 0 { allowed } else { at };
            }
            previous = Some(character);
        }
        text.len()
    }
}

/// Whether a line may end between these two.
fn may_break(before: char, after: char) -> bool {
    let is_wide = |character| winansi(character).is_none() && bitmaps::advance(character) >= 1.0;
    let breaks = before == ' ' || is_wide(before) || is_wide(after);
    breaks
        && !matches!(
            after,
            ' ' | '、' | '。' | '，' | '．' | '）' | '」' | '』' | '！' | '？' | '：' | '；'
        )
        && (winansi(after).is_some() || bitmaps::advance(after) > 0.0)
}

/// The text with characters only that can be drawn: composed, Arabic letters in the form their neighbours ask for,
/// nothing invisible, one space for each other kind of white space, and code points for what has no glyph.
fn printable(text: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let joined: String = composed
        .replace("\r\n", "\n")
        .split_inclusive(char::is_whitespace)
        .map(joined)
        .collect();
    let invisible = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let mut drawn = String::with_capacity(joined.len());
    for character in joined.chars() {
        match character {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => drawn.push('\n'),
            _ if invisible.contains(character) => {}
            _ if winansi(character).is_some() => drawn.push(character),
            _ if character.is_whitespace() || character.is_control() => drawn.push(' '),
            _ if bitmaps::has(character) => drawn.push(character),
            _ => drawn.push_str(&format!("<U+{:04X}>", u32::from(character))),
        }
    }
    drawn
}

/// A word of Arabic in the forms that join its letters, as long as they mean the same: not for every letter there are some.
fn joined(word: &str) -> String {
    if !word.contains(|letter| matches!(letter, '\u{621}'..='\u{64a}')) {
        return word.to_owned();
    }
    let joined = unifont::i18n::preprocess_text(word);
    let is_same = joined.chars().map(meaning).collect::<String>() == word;
    if is_same { joined } else { word.to_owned() }
}

/// A line's characters from left to right.
pub fn visual(line: &str) -> String {
    let bidi = BidiInfo::new(line, None);
    let Some(paragraph) = bidi.paragraphs.first().filter(|_| bidi.has_rtl()) else {
        return line.to_owned();
    };
    let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
    let mut ordered = String::with_capacity(line.len());
    for run in runs {
        let is_reversed = levels[run.start].is_rtl();
        let run = &line[run];
        if is_reversed {
            clusters(run)
                .iter()
                .rev()
                .for_each(|cluster| ordered.push_str(cluster));
        } else {
            ordered.push_str(run);
        }
    }
    ordered
}

/// Each character with the marks that follow it.
fn clusters(run: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = run
        .char_indices()
        .filter(|(at, character)| {
            *at == 0 || winansi(*character).is_some() || bitmaps::advance(*character) > 0.0
        })
        .map(|(at, _)| at)
        .collect();
    starts.push(run.len());
    starts.windows(2).map(|pair| &run[pair[0]..pair[1]]).collect()
}

/// What a drawn character means, which for an Arabic form is one or more letters.
pub fn meaning(character: char) -> String {
    match character {
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => ComposingNormalizerBorrowed::new_nfkc()
            .normalize(character.encode_utf8(&mut [0; 4]))
            .into_owned(),
        _ => character.to_string(),
    }
}

#[cfg(test)]
mod tests;
