//! Telling a file's type by its first bytes.

use super::bytes::{be_u32, starts_with_at};
use crate::domain::file::BadFile;
use crate::domain::words::{Flaw, MediaType};

/// Boxes that a QuickTime file without a type box begins with.
const QUICKTIME_FIRST: [&[u8]; 5] = [b"moov", b"mdat", b"wide", b"free", b"skip"];

/// The type of a file that begins like this.
///
/// # Errors
///
/// It is of no type that is taken; the refusal names the type where it is a known one.
pub fn media_type(head: &[u8]) -> Result<MediaType, BadFile> {
    let found = match head {
        [0xff, 0xd8, 0xff, ..] => Some(MediaType::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(MediaType::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(MediaType::Gif),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(MediaType::Pdf),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(MediaType::WebM),
        _ if head.starts_with(b"RIFF") && starts_with_at(head, 8, b"WEBP") => Some(MediaType::WebP),
        _ if starts_with_at(head, 4, b"ftyp") => of_brands(head),
        _ if QUICKTIME_FIRST.iter().any(|kind| starts_with_at(head, 4, kind)) => Some(MediaType::Mov),
        _ => None,
    };
    found.ok_or_else(|| {
        let looks = infer::get(head).map_or("of no type that is known here", |kind| kind.mime_type());
        BadFile::new(
            Flaw::UnknownType,
            format!(
                "the content is {looks}; taken are JPEG, PNG, WebP, GIF, HEIC, AVIF, MP4, MOV, WebM and PDF"
            ),
        )
    })
}

/// The type that the brands of a type box name; the major brand decides before the compatible ones.
fn of_brands(head: &[u8]) -> Option<MediaType> {
    let length = usize::try_from(be_u32(head, 0)?).ok()?;
    let brands = head.get(8..length.min(head.len()))?;
    let (major, rest) = brands.split_first_chunk::<4>()?;
    let compatible = rest.get(4..).unwrap_or_default().chunks_exact(4);
    std::iter::once(&major[..]).chain(compatible).find_map(of_brand)
}

fn of_brand(brand: &[u8]) -> Option<MediaType> {
    match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => Some(MediaType::Heic),
        b"avif" | b"avis" => Some(MediaType::Avif),
        b"qt  " => Some(MediaType::Mov),
        b"isom" | b"iso2" | b"iso3" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"mp71" | b"avc1"
        | b"M4V " | b"M4VH" | b"M4VP" | b"MSNV" | b"dash" | b"3gp4" | b"3gp5" | b"3gp6" => {
            Some(MediaType::Mp4)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ftyp(brands: &[&[u8; 4]]) -> Vec<u8> {
        let mut bytes = u32::to_be_bytes(12 + 4 * brands.len() as u32).to_vec();
        bytes.extend_from_slice(b"ftyp");
        bytes.extend_from_slice(brands[0]);
        bytes.extend_from_slice(&[0; 4]);
        brands[1..]
            .iter()
            .for_each(|brand| bytes.extend_from_slice(*brand));
        bytes
    }

    #[test]
    fn the_content_says_what_a_file_is() {
        for (head, expected) in [
            (ftyp(&[b"heic", b"mif1"]), MediaType::Heic),
            (ftyp(&[b"mif1", b"heic"]), MediaType::Heic),
            (ftyp(&[b"mif1", b"avif"]), MediaType::Avif),
            (ftyp(&[b"qt  "]), MediaType::Mov),
            (ftyp(&[b"XAVC", b"mp42"]), MediaType::Mp4),
            (b"%PDF-1.7".to_vec(), MediaType::Pdf),
        ] {
            assert_eq!(media_type(&head), Ok(expected));
        }
        let refused = media_type(b"PK\x03\x04\x14\0\0\0").unwrap_err();
        assert!(refused.text.contains("application/zip"), "{refused}");
        for nothing in [&b""[..], b"<svg", b"MZ\x90\0", b"BM\0\0", b"II*\0"] {
            assert_eq!(media_type(nothing).unwrap_err().flaw, Flaw::UnknownType);
        }
    }
}
