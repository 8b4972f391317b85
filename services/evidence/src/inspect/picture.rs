//! Pictures that are decoded: JPEG, PNG, WebP and GIF. Each has to decode to its end within the limits, which are checked on
//! the header before anything is decoded.

use std::io::{Cursor, ErrorKind};

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPDecoder;
use image::error::LimitErrorKind;
use image::metadata::Orientation;
use image::{
    AnimationDecoder, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, RgbImage, RgbaImage,
};
use image_hasher::{HashAlg, HasherConfig};

use super::{Inspected, Limits, exif, gif, jpeg, png, webp};
use crate::domain::copy_plan::{CopyPlan, Edits};
use crate::domain::file::{BadFile, FileFacts, NoCopy};
use crate::domain::fingerprint::Fingerprint;
use crate::domain::words::{Flaw, MediaType};

const THUMBNAIL_QUALITY: u8 = 80;
const HASH_SIDE: u32 = 8;

/// Looks into a picture.
///
/// # Errors
///
/// It is not taken.
pub fn inspect(bytes: &[u8], media: MediaType, limits: &Limits) -> Result<Inspected, BadFile> {
    let metadata = match media {
        MediaType::WebP => exif::read_tiff(webp::exif_data(bytes).unwrap_or_default()),
        _ => exif::read(&mut Cursor::new(bytes)),
    };
    let (edits, format) = match media {
        MediaType::Jpeg => (jpeg::edits(bytes, metadata.orientation)?, ImageFormat::Jpeg),
        MediaType::Png => (png::edits(bytes, metadata.orientation)?, ImageFormat::Png),
        MediaType::WebP => (
            webp_edits(bytes, metadata.orientation, limits)?,
            ImageFormat::WebP,
        ),
        MediaType::Gif => (gif_edits(bytes, limits)?, ImageFormat::Gif),
        MediaType::Heic
        | MediaType::Avif
        | MediaType::Mp4
        | MediaType::Mov
        | MediaType::WebM
        | MediaType::Pdf => unreachable!("invariant: only what is decoded comes here"),
    };
    let decoded = decode(bytes, format, limits)?;
    let (width, height) = (decoded.width(), decoded.height());
    let orientation = Orientation::from_exif(metadata.orientation).unwrap_or(Orientation::NoTransforms);
    let small = upright(&decoded, orientation, limits.thumbnail_side);
    drop(decoded);
    let is_turned = metadata.orientation >= 5;
    let facts = FileFacts {
        media,
        sides: Some(if is_turned {
            (height, width)
        } else {
            (width, height)
        }),
        capture_time: metadata.capture_time,
        has_location: metadata.has_location,
        copy: copy(edits, bytes.len() as u64),
        fingerprint: Some(fingerprint(&small)).filter(|fingerprint| fingerprint.is_telling()),
    };
    Ok(Inspected {
        facts,
        thumbnail: Some(encode(small)?),
    })
}

/// The plan for the copy, unless it would be too large to keep.
pub fn copy(edits: Edits, size: u64) -> Result<CopyPlan, NoCopy> {
    edits.plan(size).ok_or(NoCopy::Scattered)
}

fn decode(bytes: &[u8], format: ImageFormat, limits: &Limits) -> Result<DynamicImage, BadFile> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(decoder_limits(limits));
    let decoder = reader.into_decoder().map_err(bad)?;
    let (width, height) = decoder.dimensions();
    limits.check_sides(width.into(), height.into())?;
    if decoder.total_bytes() > limits.max_decode_bytes {
        return Err(too_much_memory());
    }
    DynamicImage::from_decoder(decoder).map_err(bad)
}

fn decoder_limits(limits: &Limits) -> image::Limits {
    let mut bounds = image::Limits::default();
    bounds.max_image_width = Some(limits.max_side);
    bounds.max_image_height = Some(limits.max_side);
    bounds.max_alloc = Some(limits.max_decode_bytes);
    bounds
}

fn webp_edits(bytes: &[u8], orientation: u8, limits: &Limits) -> Result<Edits, BadFile> {
    let layout = webp::layout(bytes, orientation)?;
    if layout.frames > 0 {
        let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(bad)?;
        let (width, height) = decoder.dimensions();
        check_animation(layout.frames, (width.into(), height.into()), limits)?;
        check_frames(decoder)?;
    }
    Ok(layout.edits)
}

fn gif_edits(bytes: &[u8], limits: &Limits) -> Result<Edits, BadFile> {
    let layout = gif::layout(bytes)?;
    check_animation(layout.frames, layout.sides, limits)?;
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(bad)?;
    decoder.set_limits(decoder_limits(limits)).map_err(bad)?;
    check_frames(decoder)?;
    Ok(layout.edits)
}

fn check_animation(frames: u64, (width, height): (u64, u64), limits: &Limits) -> Result<(), BadFile> {
    limits.check_sides(width, height)?;
    if frames.saturating_mul(width * height) <= limits.max_animation_pixels {
        return Ok(());
    }
    Err(BadFile::new(
        Flaw::TooManyPixels,
        format!(
            "the animation has {frames} frames of {width} x {height} pixels; at most {} pixels in all are taken",
            limits.max_animation_pixels
        ),
    ))
}

/// Decodes every frame, one at a time.
fn check_frames<'a>(decoder: impl AnimationDecoder<'a>) -> Result<(), BadFile> {
    for frame in decoder.into_frames() {
        frame.map_err(bad)?;
    }
    Ok(())
}

/// A small picture, the right way up, on white where it is transparent.
fn upright(picture: &DynamicImage, orientation: Orientation, side: u32) -> RgbImage {
    let mut small = if picture.width().max(picture.height()) > side {
        picture.thumbnail(side, side)
    } else {
        picture.clone()
    };
    small.apply_orientation(orientation);
    if small.color().has_alpha() {
        on_white(&small.to_rgba8())
    } else {
        small.to_rgb8()
    }
}

fn on_white(picture: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        let blend = |channel: u32| ((channel * alpha + 255 * (255 - alpha)) / 255) as u8;
        image::Rgb([blend(red), blend(green), blend(blue)])
    })
}

fn fingerprint(small: &RgbImage) -> Fingerprint {
    let hasher = HasherConfig::with_bytes_type::<[u8; 8]>()
        .hash_size(HASH_SIDE, HASH_SIDE)
        .hash_alg(HashAlg::Gradient)
        .to_hasher();
    Fingerprint(u64::from_be_bytes(hasher.hash_image(small).into_inner()))
}

fn encode(small: RgbImage) -> Result<Vec<u8>, BadFile> {
    let mut jpeg = Vec::new();
    small
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, THUMBNAIL_QUALITY))
        .map_err(bad)?;
    Ok(jpeg)
}

fn too_much_memory() -> BadFile {
    BadFile::new(
        Flaw::TooMuchMemory,
        "the picture needs too much memory to be read",
    )
}

/// What a decoder says, without its words, which may quote the file.
fn bad(error: ImageError) -> BadFile {
    match error {
        ImageError::Limits(limit) => match limit.kind() {
            LimitErrorKind::DimensionError => {
                BadFile::new(Flaw::TooManyPixels, "a side of the picture is too long")
            }
            _ => too_much_memory(),
        },
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            BadFile::truncated("the picture's data")
        }
        _ => BadFile::corrupt("the picture cannot be decoded"),
    }
}
