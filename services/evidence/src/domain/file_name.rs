//! File names as they may be shown: a name, never a path, never a trick. Bytes are stored under their hash, so a name decides
//! nothing.

use super::words::MediaType;

const MAX_CHARS: usize = 120;
/// An ending longer than this is no ending.
const MAX_ENDING: usize = 10;
const NAMELESS: &str = "file";

/// The name without folders, control characters, invisible characters and characters that turn the reading direction, at
/// most 120 characters with its ending kept.
pub fn shown(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = base.chars().filter(|c| !is_hidden(*c)).collect();
    let trimmed = visible
        .trim()
        .trim_start_matches('.')
        .trim_end_matches(['.', ' ']);
    if trimmed.is_empty() {
        return NAMELESS.to_owned();
    }
    let length = trimmed.chars().count();
    if length <= MAX_CHARS {
        return trimmed.to_owned();
    }
    let ending = ending(trimmed).map_or(String::new(), |ending| format!(".{ending}"));
    let stem: String = trimmed.chars().take(MAX_CHARS - ending.chars().count()).collect();
    format!("{stem}{ending}")
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn ending(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && !ending.is_empty() && ending.len() <= MAX_ENDING).then_some(ending)
}

/// Whether the name's ending belongs to another type of file than the content.
pub fn is_misleading(name: &str, media: MediaType) -> bool {
    let Some(ending) = ending(name) else {
        return false;
    };
    let fitting: &[&str] = match media {
        MediaType::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
        MediaType::Png => &["png", "apng"],
        MediaType::WebP => &["webp"],
        MediaType::Gif => &["gif"],
        MediaType::Heic => &["heic", "heif", "hif"],
        MediaType::Avif => &["avif", "avifs"],
        MediaType::Mp4 => &["mp4", "m4v", "3gp", "mov"],
        MediaType::Mov => &["mov", "qt", "mp4"],
        MediaType::WebM => &["webm", "mkv"],
        MediaType::Pdf => &["pdf"],
    };
    !fitting.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_without_its_tricks() {
        for (name, expected) in [
            ("photo.jpg", "photo.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\mara\\box.png", "box.png"),
            ("/absolute/label.pdf", "label.pdf"),
            ("a\0b\r\n.jpg", "ab.jpg"),
            ("invoice\u{202e}gpj.exe", "invoicegpj.exe"),
            ("..", "file"),
            ("", "file"),
            ("  . . ", "file"),
            ("folder/", "file"),
            (".htaccess", "htaccess"),
            ("Rechnung März.pdf", "Rechnung März.pdf"),
            ("照片.heic", "照片.heic"),
        ] {
            assert_eq!(shown(name), expected, "{name:?}");
        }
        let long = shown(&format!("{}.jpeg", "é".repeat(500)));
        assert_eq!(long.chars().count(), MAX_CHARS);
        assert!(long.ends_with(".jpeg"));
    }

    #[test]
    fn an_ending_of_another_type_misleads() {
        assert!(is_misleading("a.pdf", MediaType::Jpeg));
        assert!(is_misleading("a.jpg.exe", MediaType::Jpeg));
        assert!(!is_misleading("a.JPG", MediaType::Jpeg));
        assert!(!is_misleading("photo", MediaType::Png));
        assert!(!is_misleading(".png", MediaType::Pdf));
    }
}
