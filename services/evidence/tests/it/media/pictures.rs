//! Pictures: drawn, encoded, and with parts put in.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage};

/// A picture of blots, other ones for each seed.
pub fn picture(seed: u32, width: u32, height: u32) -> RgbImage {
    let mut state = u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % 1_000) as f32 / 1_000.0
    };
    let blots: Vec<[f32; 5]> = (0..12)
        .map(|_| [next(), next(), 0.05 + next() / 4.0, next() * 255.0, next()])
        .collect();
    RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
        let mut light = 40.0 + 60.0 * u;
        for [across, down, size, shade, _] in &blots {
            if (u - across).powi(2) + (v - down).powi(2) < size * size {
                light = (light + shade) / 2.0 + shade / 4.0;
            }
        }
        let light = light.clamp(0.0, 255.0) as u8;
        Rgb([light, light.wrapping_add(20), 255 - light])
    })
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture.clone())
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

/// A JPEG segment.
pub fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xff, marker], &length.to_be_bytes()[..], content].concat()
}

/// A JPEG with segments put in behind its start marker.
pub fn jpeg_with(picture: &RgbImage, segments: &[u8]) -> Vec<u8> {
    let plain = jpeg(picture);
    [&plain[..2], segments, &plain[2..]].concat()
}

pub fn png(picture: &RgbImage) -> Vec<u8> {
    encoded(picture, ImageFormat::Png)
}

/// A PNG chunk.
pub fn png_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    let checked = [&kind[..], content].concat();
    let checksum = crc32fast::hash(&checked);
    [&length.to_be_bytes()[..], &checked, &checksum.to_be_bytes()].concat()
}

/// A PNG with chunks put in behind its header.
pub fn png_with(picture: &RgbImage, chunks: &[u8]) -> Vec<u8> {
    let plain = png(picture);
    [&plain[..33], chunks, &plain[33..]].concat()
}

pub fn webp(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(WebPEncoder::new_lossless(&mut bytes))
        .unwrap();
    bytes
}

/// A WebP chunk.
pub fn webp_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    let padding = vec![0; content.len() % 2];
    [&kind[..], &length.to_le_bytes(), content, &padding].concat()
}

/// A WebP of the extended form, with chunks behind its picture.
pub fn webp_with(picture: &RgbImage, flags: u8, chunks: &[u8]) -> Vec<u8> {
    let plain = webp(picture);
    let side = |side: u32| (side - 1).to_le_bytes();
    let (width, height) = (side(picture.width()), side(picture.height()));
    let extended = [&[flags, 0, 0, 0], &width[..3], &height[..3]].concat();
    let body = [b"WEBP", &webp_chunk(b"VP8X", &extended)[..], &plain[12..], chunks].concat();
    let length = u32::try_from(body.len()).unwrap();
    [b"RIFF", &length.to_le_bytes()[..], &body].concat()
}

pub fn gif(picture: &RgbImage, frames: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    for _ in 0..frames {
        let frame = Frame::new(DynamicImage::from(picture.clone()).to_rgba8());
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    bytes
}
