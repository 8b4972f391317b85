//! Pictures of more pixels, and of more memory, than they may have: refused by their headers, before anything is decoded.

use super::{Case, Expected};
use crate::media::{gif, heif, jpeg, picture, png_chunk, webp, webp_with};

pub fn cases() -> Vec<Case> {
    let photo = |what: &str, bytes, expected| Case::new(what, "product_photo", bytes, expected);
    let pixels = || Expected::Refused(&["too_many_pixels"]);
    let memory = || Expected::Refused(&["too_much_memory", "too_many_pixels"]);
    let canvas = |width: u32, height: u32| {
        let mut bytes = webp_with(&picture(1, 16, 16), 0, &[]);
        bytes[24..27].copy_from_slice(&(width - 1).to_le_bytes()[..3]);
        bytes[27..30].copy_from_slice(&(height - 1).to_le_bytes()[..3]);
        bytes
    };
    let item = [(b"hvc1", vec![1; 40])];
    vec![
        photo("png of 50000 x 50000", png_of(50_000, 50_000, (8, 2)), pixels()),
        photo(
            "png of 2^31 - 1 x 2^31 - 1",
            png_of(0x7fff_ffff, 0x7fff_ffff, (16, 6)),
            pixels(),
        ),
        photo("png of 12001 x 1", png_of(12_001, 1, (8, 2)), pixels()),
        photo("png of 1 x 12001", png_of(1, 12_001, (8, 2)), pixels()),
        photo("png of 8000 x 8000", png_of(8_000, 8_000, (1, 0)), pixels()),
        photo(
            "png of 7000 x 7000 with 64 bits a pixel",
            png_of(7_000, 7_000, (16, 6)),
            memory(),
        ),
        photo("jpeg of 65500 x 65500", jpeg_of(65_500, 65_500), pixels()),
        photo("jpeg of 12000 x 12000", jpeg_of(12_000, 12_000), pixels()),
        photo("gif of 65535 x 65535", gif_of(65_535, 65_535, 1), pixels()),
        photo(
            "gif of 11 frames of 50 million pixels",
            gif_of(10_000, 5_000, 11),
            pixels(),
        ),
        photo(
            "webp of 16384 x 16384",
            canvas(16_384, 16_384),
            Expected::Refused(&[]),
        ),
        photo(
            "webp of 16777216 x 1",
            canvas(0x100_0000, 1),
            Expected::Refused(&[]),
        ),
        photo(
            "heic of 50000 x 50000",
            heif(b"heic", (50_000, 50_000), &item),
            pixels(),
        ),
        photo(
            "avif of 2^32 - 1 x 2^32 - 1",
            heif(b"avif", (u32::MAX, u32::MAX), &item),
            pixels(),
        ),
        photo(
            "jpeg of 500 passes",
            jpeg_of_passes(500),
            Expected::Refused(&["corrupt"]),
        ),
        // Bombs in what goes with the picture: never unpacked.
        photo(
            "png with a text that unpacks to a gigabyte",
            png_with_bomb(b"zTXt"),
            Expected::Ends,
        ),
        photo(
            "png with a profile that unpacks to a gigabyte",
            png_with_bomb(b"iCCP"),
            Expected::Ends,
        ),
        photo(
            "png whose data unpack to far more than its pixels",
            overfull_png(),
            Expected::Ends,
        ),
        // As large as a picture may be.
        photo("png of 12000 x 40", png_of_zeros(12_000, 40), Expected::Taken),
        photo("webp of 16 x 16", webp(&picture(1, 16, 16)), Expected::Taken),
    ]
}

fn header(width: u32, height: u32, (depth, colour): (u8, u8)) -> Vec<u8> {
    let content = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[depth, colour, 0, 0, 0],
    ]
    .concat();
    [b"\x89PNG\r\n\x1a\n", &png_chunk(b"IHDR", &content)[..]].concat()
}

/// A header of this size with next to no data.
fn png_of(width: u32, height: u32, form: (u8, u8)) -> Vec<u8> {
    let data = png_chunk(b"IDAT", &stored(&[0; 64]));
    [header(width, height, form), data, png_chunk(b"IEND", &[])].concat()
}

/// A sound picture of one bit a pixel.
fn png_of_zeros(width: u32, height: u32) -> Vec<u8> {
    let row = 1 + width.div_ceil(8) as usize;
    let data = png_chunk(b"IDAT", &stored(&vec![0; row * height as usize]));
    [header(width, height, (1, 0)), data, png_chunk(b"IEND", &[])].concat()
}

fn png_with_bomb(kind: &[u8; 4]) -> Vec<u8> {
    let row = 1 + 8usize.div_ceil(8);
    let data = png_chunk(b"IDAT", &stored(&vec![0; row * 8]));
    let bomb = [b"name\0\0", &bomb()[..]].concat();
    [
        header(8, 8, (1, 0)),
        png_chunk(kind, &bomb),
        data,
        png_chunk(b"IEND", &[]),
    ]
    .concat()
}

fn overfull_png() -> Vec<u8> {
    let data = png_chunk(b"IDAT", &bomb());
    [header(8, 8, (1, 0)), data, png_chunk(b"IEND", &[])].concat()
}

/// Zlib data that is its own content.
fn stored(content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x78, 0x01];
    let count = content.chunks(0xffff).count();
    for (at, block) in content.chunks(0xffff).enumerate() {
        let length = u16::try_from(block.len()).expect("a block of two bytes of length");
        bytes.push(u8::from(at + 1 == count));
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&(!length).to_le_bytes());
        bytes.extend_from_slice(block);
    }
    let (mut low, mut high) = (1u32, 0u32);
    for byte in content {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    bytes.extend_from_slice(&(high << 16 | low).to_be_bytes());
    bytes
}

/// Zlib data of a gigabyte of zeros, in a megabyte: one literal, then repetitions of 258 bytes in two bits each.
fn bomb() -> Vec<u8> {
    // A block of dynamic codes would be smaller still; fixed codes repeat 258 bytes in 13 bits.
    let mut bits = Bits::default();
    bits.put(1, 1);
    bits.put(1, 2);
    // The literal zero, in the fixed code.
    bits.put_code(0x30, 8);
    for _ in 0..640_000 {
        // Length 258, then distance 1.
        bits.put_code(0xc5, 8);
        bits.put_code(0, 5);
    }
    bits.put_code(0, 7);
    [&[0x78, 0x01], &bits.bytes[..], &[0; 4]].concat()
}

/// Bits from the lowest of each byte on.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.last_mut().expect("a byte was pushed");
            *last |= ((value >> bit & 1) as u8) << (self.used % 8);
            self.used += 1;
        }
    }

    /// Codes go in from their highest bit on.
    fn put_code(&mut self, code: u32, count: u32) {
        (0..count).rev().for_each(|bit| self.put(code >> bit & 1, 1));
    }
}

/// A JPEG whose frame header says another size.
fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(&picture(1, 16, 16));
    let frame = bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .expect("a frame");
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// A GIF whose screen says another size.
fn gif_of(width: u16, height: u16, frames: u32) -> Vec<u8> {
    let mut bytes = gif(&picture(1, 16, 16), frames);
    bytes[6..8].copy_from_slice(&width.to_le_bytes());
    bytes[8..10].copy_from_slice(&height.to_le_bytes());
    bytes
}

/// A JPEG that is drawn again and again.
fn jpeg_of_passes(count: usize) -> Vec<u8> {
    let bytes = jpeg(&picture(1, 16, 16));
    let scan = bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xda])
        .expect("a scan");
    let (head, rest) = bytes.split_at(scan);
    let (pass, end) = rest.split_at(rest.len() - 2);
    [head, &pass.repeat(count), end].concat()
}
