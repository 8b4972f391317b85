//! What Exif metadata says that matters here: which way is up, when, and whether it says where.

use std::io::{BufRead, Seek};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use exif::{Context, Exif, In, Reader, Tag, Value};

/// What a file's Exif metadata says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// 1 to 8; 1 is upright.
    pub orientation: u8,
    /// In UTC where the file says its zone, else as the camera's clock showed it.
    pub capture_time: Option<DateTime<Utc>>,
    pub has_location: bool,
}

/// Nothing is said.
const NONE: Metadata = Metadata {
    orientation: 1,
    capture_time: None,
    has_location: false,
};

/// The metadata of a container; what cannot be read says nothing.
pub fn read<R: BufRead + Seek>(container: &mut R) -> Metadata {
    metadata(reader().read_from_container(container))
}

/// The metadata in TIFF form; what cannot be read says nothing.
pub fn read_tiff(tiff: &[u8]) -> Metadata {
    metadata(reader().read_raw(tiff.to_vec()))
}

fn reader() -> Reader {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    reader
}

fn metadata(read: Result<Exif, exif::Error>) -> Metadata {
    let read = read.or_else(|error| error.distill_partial_result(|_| {}));
    read.map_or(NONE, |exif| Metadata {
        orientation: orientation(&exif),
        capture_time: capture_time(&exif),
        has_location: has_location(&exif),
    })
}

/// Exif data in TIFF form that says the orientation and nothing else.
pub fn orientation_only(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    tiff
}

fn orientation(exif: &Exif) -> u8 {
    let field = exif.get_field(Tag::Orientation, In::PRIMARY);
    field
        .and_then(|field| field.value.get_uint(0))
        .and_then(|value| u8::try_from(value).ok())
        .filter(|value| (1..=8).contains(value))
        .unwrap_or(1)
}

fn has_location(exif: &Exif) -> bool {
    let says_where = |tag: Tag| tag.context() == Context::Gps && tag != Tag::GPSVersionID;
    exif.fields().any(|field| says_where(field.tag))
}

fn capture_time(exif: &Exif) -> Option<DateTime<Utc>> {
    let text = |tag| {
        let field = exif.get_field(tag, In::PRIMARY)?;
        match &field.value {
            Value::Ascii(lines) => lines.first(),
            _ => None,
        }
    };
    let (time, zone) = [
        (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal),
        (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized),
        (Tag::DateTime, Tag::OffsetTime),
    ]
    .into_iter()
    .find_map(|(time, zone)| Some((text(time)?, text(zone))))?;
    let mut parsed = exif::DateTime::from_ascii(time).ok()?;
    if let Some(zone) = zone {
        // A zone that cannot be read leaves the camera's own time.
        let _unreadable = parsed.parse_offset(zone).is_err();
    }
    let date = NaiveDate::from_ymd_opt(parsed.year.into(), parsed.month.into(), parsed.day.into())?;
    let local = date.and_hms_opt(parsed.hour.into(), parsed.minute.into(), parsed.second.into())?;
    let offset = TimeDelta::minutes(parsed.offset.unwrap_or(0).into());
    Some(local.checked_sub_signed(offset)?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn what_says_the_orientation_only_is_read_as_that() {
        for orientation in 1..=8 {
            let tiff = orientation_only(orientation);
            let expected = Metadata { orientation, ..NONE };
            assert_eq!(read_tiff(&tiff), expected);
        }
        assert_eq!(read(&mut Cursor::new(b"no metadata")), NONE);
    }
}
