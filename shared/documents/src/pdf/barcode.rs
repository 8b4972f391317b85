//! Code 128 in its code set B, which has all of printable ASCII (ISO/IEC 15417).

/// The widths of bars and spaces in modules, by symbol value: three of each, eleven modules together.
const SYMBOLS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232",
];

const STOP: &str = "2331112";

const START_B: usize = 104;

const MODULUS: usize = 103;

/// Modules that have to stay white on each side.
pub const QUIET: u16 = 10;

/// The widths of bars and spaces in turn, in modules, starting and ending with a bar. `None` when a character is outside
/// printable ASCII, which has no symbols here.
pub fn code128(text: &str) -> Option<Vec<u8>> {
    let value = |byte: u8| matches!(byte, b' '..=b'~').then(|| usize::from(byte - b' '));
    let values: Vec<usize> = text.bytes().map(value).collect::<Option<_>>()?;
    let weighted: usize = values
        .iter()
        .enumerate()
        .map(|(index, value)| (index + 1) * value)
        .sum();
    let check = (START_B + weighted) % MODULUS;
    let symbols = [START_B]
        .into_iter()
        .chain(values)
        .chain([check])
        .map(|value| SYMBOLS[value]);
    Some(
        symbols
            .chain([STOP])
            .flat_map(str::bytes)
            .map(|digit| digit - b'0')
            .collect(),
    )
}

#[cfg(test)]
mod tests;
