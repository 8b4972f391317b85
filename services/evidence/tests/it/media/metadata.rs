//! Metadata as cameras write it.

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use std::io::Cursor;

/// What the metadata says of the device. No copy may have it.
pub const DEVICE: &str = "SecretPhone 9";
/// What the metadata says of the place. No copy may have it.
pub const PLACE: &str = "SECRET-PLACE-TAG";

/// Exif data in TIFF form: device, time, place, and which way is up.
pub fn exif(orientation: u16, time: &str) -> Vec<u8> {
    let ascii = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let field = |tag, value| Field {
        tag,
        ifd_num: In::PRIMARY,
        value,
    };
    let degrees = [48, 8, 11].map(|num| Rational { num, denom: 1 }).to_vec();
    let fields = [
        field(Tag::Make, ascii(DEVICE)),
        field(Tag::Orientation, Value::Short(vec![orientation])),
        field(Tag::DateTimeOriginal, ascii(time)),
        field(Tag::GPSLatitudeRef, ascii("N")),
        field(Tag::GPSLatitude, Value::Rational(degrees)),
        field(Tag::GPSAreaInformation, ascii(PLACE)),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).unwrap();
    bytes.into_inner()
}
