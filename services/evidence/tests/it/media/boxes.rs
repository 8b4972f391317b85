//! Files of boxes: MP4, MOV, HEIC and AVIF. Their descriptions are whole; the coded pictures in them are noise.

use super::metadata::{DEVICE, PLACE, exif};

/// A box.
pub fn atom(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes(), &kind[..], content].concat()
}

/// A box with a version and flags.
pub fn full(kind: &[u8; 4], version: u8, content: &[u8]) -> Vec<u8> {
    atom(kind, &[&[version, 0, 0, 0], content].concat())
}

/// A type box.
pub fn ftyp(brand: &[u8; 4]) -> Vec<u8> {
    atom(b"ftyp", &[&brand[..], &[0; 4], brand].concat())
}

/// A movie header; the time is in seconds from 1904.
pub fn mvhd(time: u32) -> Vec<u8> {
    full(b"mvhd", 0, &[&time.to_be_bytes()[..], &[0; 92]].concat())
}

/// A track of this handler with one chunk of samples at `offset`.
pub fn track(handler: &[u8; 4], (offset, length): (u32, u32), extra: &[u8]) -> Vec<u8> {
    let number = |number: u32| number.to_be_bytes();
    let one = 0x1_0000u32.to_be_bytes();
    let zero = [0u8; 4];
    let matrix = [
        one,
        zero,
        zero,
        zero,
        one,
        zero,
        zero,
        zero,
        0x4000_0000u32.to_be_bytes(),
    ]
    .concat();
    let header = [&[0; 36][..], &matrix, &number(640 << 16), &number(360 << 16)].concat();
    let handler = [&zero[..], handler, &[0; 12], DEVICE.as_bytes(), b"\0"].concat();
    let sizes = [number(length), number(1)].concat();
    let chunks = [number(1), number(1), number(1), number(1)].concat();
    let offsets = [number(1), number(offset)].concat();
    let table = [
        full(b"stsz", 0, &sizes),
        full(b"stsc", 0, &chunks),
        full(b"stco", 0, &offsets),
    ];
    let information = atom(b"minf", &atom(b"stbl", &table.concat()));
    let media = atom(b"mdia", &[full(b"hdlr", 0, &handler), information].concat());
    atom(
        b"trak",
        &[full(b"tkhd", 0, &header), media, extra.to_vec()].concat(),
    )
}

/// A track of the places that the camera was at, whose samples are these bytes of the file.
pub fn hidden_track(samples: (u32, u32)) -> Vec<u8> {
    track(b"meta", samples, &[])
}

/// A movie of this brand: its description from tracks and further boxes, and its data.
pub fn movie(brand: &[u8; 4], description: &[Vec<u8>], data: &[u8]) -> Vec<u8> {
    let description = [&[mvhd(3_860_000_000)], description].concat().concat();
    [ftyp(brand), atom(b"moov", &description), atom(b"mdat", data)].concat()
}

fn place() -> Vec<u8> {
    let text = format!("+48.1371+011.5754/{PLACE}");
    let length = u16::try_from(text.len()).unwrap().to_be_bytes();
    let content = [&length[..], &[0x15, 0xc7], text.as_bytes()].concat();
    atom(b"udta", &atom(b"\xa9xyz", &content))
}

/// A movie that says where and with what it was made, also in samples of its own.
fn telling_movie(brand: &[u8; 4]) -> Vec<u8> {
    let samples = format!("sample:{PLACE}:{DEVICE}");
    let length = u32::try_from(samples.len()).unwrap();
    let made = |offset: u32| {
        let description = [
            track(b"vide", (offset + length, 32), &place()),
            hidden_track((offset, length)),
            place(),
            atom(b"meta", DEVICE.as_bytes()),
        ];
        movie(brand, &description, &[samples.as_bytes(), &[7; 32]].concat())
    };
    // The description is as long wherever its offsets point.
    let offset = made(0).len() - 32 - samples.len();
    made(u32::try_from(offset).unwrap())
}

pub fn mp4() -> Vec<u8> {
    telling_movie(b"isom")
}

pub fn mov() -> Vec<u8> {
    telling_movie(b"qt  ")
}

/// A picture with the given size and items, each with its type and its bytes.
pub fn heif(brand: &[u8; 4], (width, height): (u32, u32), items: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = u16::try_from(items.len()).unwrap().to_be_bytes();
    let infos: Vec<_> = items
        .iter()
        .zip(1u16..)
        .map(|((kind, _), id)| {
            full(
                b"infe",
                2,
                &[&id.to_be_bytes(), &[0, 0], &kind[..], b"\0"].concat(),
            )
        })
        .collect();
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let properties = atom(b"iprp", &atom(b"ipco", &full(b"ispe", 0, &size)));
    let made = |start: u32| {
        let mut places = [&[0x44, 0][..], &count].concat();
        let mut at = start;
        for ((_, bytes), id) in items.iter().zip(1u16..) {
            let length = u32::try_from(bytes.len()).unwrap();
            places.extend([&id.to_be_bytes()[..], &[0, 0], &[0, 1]].concat());
            places.extend([at.to_be_bytes(), length.to_be_bytes()].concat());
            at += length;
        }
        let handler = [&[0; 4][..], b"pict", &[0; 13]].concat();
        let description = [
            full(b"hdlr", 0, &handler),
            full(b"pitm", 0, &[0, 1]),
            full(b"iinf", 0, &[&count[..], &infos.concat()].concat()),
            full(b"iloc", 0, &places),
            properties.clone(),
        ];
        let data: Vec<u8> = items.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
        let types = atom(b"ftyp", &[&brand[..], &[0; 4], brand, b"mif1"].concat());
        let head = [types, full(b"meta", 0, &description.concat())].concat();
        (head.len() as u32 + 8, [head, atom(b"mdat", &data)].concat())
    };
    let (start, _) = made(0);
    made(start).1
}

/// A picture that says where and with what it was made.
pub fn heic(brand: &[u8; 4]) -> Vec<u8> {
    let mut tiff = vec![0; 4];
    tiff.extend(exif(6, "2026:04:01 10:00:00"));
    let coded = match brand {
        b"avif" => b"av01",
        _ => b"hvc1",
    };
    let items = [
        (coded, vec![9; 64]),
        (b"Exif", tiff),
        (b"mime", format!("<x:xmpmeta>{PLACE}</x:xmpmeta>").into_bytes()),
    ];
    heif(brand, (640, 480), &items)
}
