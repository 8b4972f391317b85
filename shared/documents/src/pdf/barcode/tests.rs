//! What a scanner sees: dark and light modules, read with a table of its own.

use super::*;

/// The symbols as a scanner's table has them: eleven modules as bits, the dark ones being ones.
const SCANNED: [u16; 106] = [
    0x6cc, 0x66c, 0x666, 0x498, 0x48c, 0x44c, 0x4c8, 0x4c4, 0x464, 0x648, 0x644, 0x624, 0x59c, 0x4dc, 0x4ce,
    0x5cc, 0x4ec, 0x4e6, 0x672, 0x65c, 0x64e, 0x6e4, 0x674, 0x76e, 0x74c, 0x72c, 0x726, 0x764, 0x734, 0x732,
    0x6d8, 0x6c6, 0x636, 0x518, 0x458, 0x446, 0x588, 0x468, 0x462, 0x688, 0x628, 0x622, 0x5b8, 0x58e, 0x46e,
    0x5d8, 0x5c6, 0x476, 0x776, 0x68e, 0x62e, 0x6e8, 0x6e2, 0x6ee, 0x758, 0x746, 0x716, 0x768, 0x762, 0x71a,
    0x77a, 0x642, 0x78a, 0x530, 0x50c, 0x4b0, 0x486, 0x42c, 0x426, 0x590, 0x584, 0x4d0, 0x4c2, 0x434, 0x432,
    0x612, 0x650, 0x7ba, 0x614, 0x47a, 0x53c, 0x4bc, 0x49e, 0x5e4, 0x4f4, 0x4f2, 0x7a4, 0x794, 0x792, 0x6de,
    0x6f6, 0x7b6, 0x578, 0x51e, 0x45e, 0x5e8, 0x5e2, 0x7a8, 0x7a2, 0x5de, 0x5ee, 0x75e, 0x7ae, 0x684, 0x690,
    0x69c,
];

/// Start B, stop, and the one dark pair of modules that ends every barcode.
const SCANNED_START: u16 = 0b110_1001_0000;
const SCANNED_STOP: u16 = 0b110_0011_1010;

/// Dark and light modules from left to right.
fn modules(widths: &[u8]) -> Vec<bool> {
    let bars = widths.iter().enumerate();
    bars.flat_map(|(place, width)| std::iter::repeat_n(place % 2 == 0, usize::from(*width)))
        .collect()
}

/// Reads a barcode of code set B, checking all that a scanner checks.
fn scan(widths: &[u8]) -> String {
    let modules = modules(widths);
    let (symbols, rest) = modules.as_chunks::<11>();
    assert_eq!(rest, [true, true], "the final bar");
    let symbols: Vec<u16> = symbols
        .iter()
        .map(|symbol| symbol.iter().fold(0, |bits, dark| bits << 1 | u16::from(*dark)))
        .collect();
    let [SCANNED_START, data @ .., check, SCANNED_STOP] = &symbols[..] else {
        panic!("no start or no stop: {symbols:x?}");
    };
    let value = |symbol: &u16| {
        SCANNED
            .iter()
            .position(|known| known == symbol)
            .expect("a symbol of the table")
    };
    let values: Vec<usize> = data.iter().map(value).collect();
    let sum: usize = 104
        + values
            .iter()
            .zip(1..)
            .map(|(value, weight)| value * weight)
            .sum::<usize>();
    assert_eq!(value(check), sum % 103, "the check symbol");
    values
        .iter()
        .map(|value| char::from(u8::try_from(value + 32).expect("ASCII")))
        .collect()
}

#[test]
fn a_scanner_reads_what_was_written() {
    let all: String = (' '..='~').collect();
    for text in ["RMA-7K2Q-9XWM-8", "A", "", &all] {
        assert_eq!(scan(&code128(text).unwrap()), text);
    }
}

#[test]
fn an_rma_number_takes_200_modules() {
    let widths = code128("RMA-7K2Q-9XWM-8").unwrap();
    assert_eq!(widths.iter().map(|width| u32::from(*width)).sum::<u32>(), 200);
    assert_eq!(widths.len() % 2, 1, "it starts and ends with a bar");
}

#[test]
fn other_characters_have_no_symbol() {
    for text in ["é", "a\n", "\u{7f}"] {
        assert_eq!(code128(text), None);
    }
}

#[test]
fn every_symbol_has_eleven_modules_and_an_even_number_of_dark_ones() {
    for symbol in SYMBOLS {
        let widths: Vec<u32> = symbol.bytes().map(|digit| u32::from(digit - b'0')).collect();
        assert_eq!(widths.iter().sum::<u32>(), 11);
        assert_eq!(widths.iter().step_by(2).sum::<u32>() % 2, 0, "{symbol}");
    }
}
