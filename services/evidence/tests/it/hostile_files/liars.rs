//! Files of types that are not taken, whatever they say, and sound files whose kind asks for another type.

use super::{Case, Expected};
use crate::media::{atom, element, ftyp, one_of_each, webm_head};

/// Beginnings of files of many types, each filled up to a plausible length.
fn foreign() -> Vec<(&'static str, Vec<u8>)> {
    let begins: [(&str, &[u8]); 44] = [
        ("zip", b"PK\x03\x04\x14\0\0\0\x08\0"),
        ("windows program", b"MZ\x90\0\x03\0\0\0"),
        ("linux program", b"\x7fELF\x02\x01\x01\0"),
        ("mac program", b"\xcf\xfa\xed\xfe\x07\0\0\x01"),
        ("java class", b"\xca\xfe\xba\xbe\0\0\0\x34"),
        ("web assembly", b"\0asm\x01\0\0\0"),
        ("shell script", b"#!/bin/sh\nrm -rf /\n"),
        ("html", b"<!DOCTYPE html><script>alert(1)</script>"),
        (
            "svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        ),
        ("xml", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>"),
        ("javascript", b"alert(document.cookie);"),
        ("json", b"{\"a\": 1}"),
        ("text", b"This is a photo, honestly."),
        ("php", b"<?php system($_GET['c']); ?>"),
        ("bmp", b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0"),
        ("tiff", b"II*\0\x08\0\0\0"),
        ("big tiff", b"MM\0+\0\x08\0\0"),
        ("icon", b"\0\0\x01\0\x01\0\x10\x10"),
        ("photoshop", b"8BPS\0\x01\0\0"),
        ("jpeg 2000", b"\0\0\0\x0cjP  \r\n\x87\n"),
        ("jpeg xl", b"\xff\x0a\xfa\x1f\x41\x91"),
        ("canon raw", b"II*\0\x10\0\0\0CR\x02\0"),
        ("openexr", b"\x76\x2f\x31\x01\x02\0\0\0"),
        ("farbfeld", b"farbfeld\0\0\0\x01\0\0\0\x01"),
        ("qoi", b"qoif\0\0\0\x01\0\0\0\x01\x03\0"),
        ("netpbm", b"P6 1 1 255 abc"),
        ("mp3", b"ID3\x04\0\0\0\0\0\0"),
        ("wav", b"RIFF\x24\0\0\0WAVEfmt "),
        ("avi", b"RIFF\x24\0\0\0AVI LIST"),
        ("ogg", b"OggS\0\x02\0\0"),
        ("flac", b"fLaC\0\0\0\x22"),
        ("flash", b"CWS\x0a\x88\x01\0\0"),
        ("flv", b"FLV\x01\x05\0\0\0"),
        ("mpeg stream", b"\0\0\x01\xba\x44\0\x04\0"),
        ("windows media", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0"),
        ("7z", b"7z\xbc\xaf\x27\x1c\0\x04"),
        ("rar", b"Rar!\x1a\x07\x01\0"),
        ("old office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("rich text", b"{\\rtf1\\ansi hello}"),
        ("postscript", b"%!PS-Adobe-3.0\n"),
        ("sqlite", b"SQLite format 3\0"),
        ("nothing but zeros", &[0; 16]),
        ("nothing but ones", &[0xff; 16]),
    ];
    begins
        .into_iter()
        .map(|(what, begin)| {
            let mut bytes = begin.to_vec();
            bytes.resize(600, if what == "nothing but ones" { 0xff } else { 0 });
            (what, bytes)
        })
        .collect()
}

pub fn cases() -> Vec<Case> {
    let unknown = || Expected::Refused(&["unknown_type"]);
    let mut cases = Vec::new();
    for (what, bytes) in foreign() {
        cases.push(Case::new(what, "product_photo", bytes, unknown()));
    }
    for brand in [b"M4A ", b"crx ", b"jpx ", b"mif1", b"f4v ", b"    "] {
        let audio = [ftyp(brand), atom(b"mdat", &[1; 40])].concat();
        let what = format!("brand {}", String::from_utf8_lossy(brand));
        cases.push(Case::new(what, "product_video", audio, unknown()));
    }
    let matroska = [webm_head("matroska"), element(&[0x18, 0x53, 0x80, 0x67], &[])].concat();
    cases.push(Case::new("matroska", "product_video", matroska, unknown()));
    // One byte, and a beginning without anything behind it.
    for (what, bytes) in [
        ("one byte", vec![0xff]),
        ("half a signature", vec![0x89, b'P', b'N']),
        ("riff only", b"RIFF".to_vec()),
    ] {
        cases.push(Case::new(what, "product_photo", bytes, unknown()));
    }
    for (media_type, kind, bytes) in one_of_each() {
        let class = media_type.split('/').next().unwrap_or_default();
        for asked in ["product_photo", "product_video", "receipt", "serial_plate"] {
            let expected = match (asked, class) {
                ("product_photo", "image") | ("product_video", "video") => Expected::Taken,
                ("receipt", "image" | "application") | ("serial_plate", _) => Expected::Taken,
                _ => Expected::Refused(&["not_of_kind"]),
            };
            assert!(!kind.is_empty());
            let what = format!("{media_type} as {asked}");
            cases.push(Case::new(what, asked, bytes.clone(), expected));
        }
    }
    cases
}
