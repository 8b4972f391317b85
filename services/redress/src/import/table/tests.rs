//! Tables are read row by row: quotes, wrong encodings, rows that are too long, and where each begins.

use super::*;
use std::io::Write as _;
use tempfile::NamedTempFile;

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("it takes bytes");
    file
}

fn rows(table: &mut Table) -> Vec<Result<Row, Fault>> {
    std::iter::from_fn(|| table.next_row().expect("it can be read")).collect()
}

fn lines(bytes: &[u8]) -> Vec<u64> {
    let file = file(bytes);
    let mut table = Table::open(file.path(), &["id"]).expect("a header");
    let rows = rows(&mut table);
    rows.iter().flatten().map(|row| row.place().line).collect()
}

#[test]
fn rows_are_on_the_line_where_they_begin() {
    assert_eq!(lines(b"id,text\n1,a\n2,\"b\nc\"\n3,d"), [2, 3, 5]);
    assert_eq!(lines(b"id,text\r\n1,a\r\n2,\"b\r\nc\"\r\n3,d\r\n"), [2, 3, 5]);
    assert_eq!(lines(b"\xEF\xBB\xBFid,text\n1,a\n"), [2]);
}

#[test]
fn a_row_can_be_read_again() {
    for bytes in [
        &b"\xEF\xBB\xBFid,text\n1,a\n2,\"b\nc\"\n3,d\n"[..],
        b"id,text\r\n1,a\r\n2,\"b\nc\"\r\n3,d\r\n",
    ] {
        let file = file(bytes);
        let mut table = Table::open(file.path(), &["id", "text"]).expect("a header");
        let places: Vec<Place> = rows(&mut table).iter().flatten().map(Row::place).collect();
        for (place, text) in places.iter().zip(["a", "b\nc", "d"]).rev() {
            let row = table.row_at(*place).expect("it is there");
            assert_eq!(row.value("text"), Ok(Some(text)));
            assert_eq!(row.place(), *place);
        }
    }
}

#[test]
fn a_header_is_complete_or_the_file_is_not_opened() {
    let refusal = |bytes: &[u8]| {
        let file = file(bytes);
        let refused = Table::open(file.path(), &["id", "price"]).err().expect("refused");
        format!("{refused:#}")
    };
    assert!(refusal(b"id,text\n").ends_with("lacks price"));
    assert!(refusal(b"id,id,price\n").contains("twice"));
    assert!(refusal(b"").ends_with("lacks id, price"));
    assert!(
        refusal(
            "id,price\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
                .as_slice()
        )
        .contains("lacks")
    );
    assert!(refusal(b"id,pre\xE7o\n").contains("is not UTF-8"));
}

#[test]
fn a_value_that_is_not_utf_8_is_known_by_its_column() {
    let file = file(b"id,text\n1,S\xE3o Paulo\n");
    let mut table = Table::open(file.path(), &["id"]).expect("a header");
    let row = table
        .next_row()
        .expect("readable")
        .expect("a row")
        .expect("whole");
    assert_eq!(row.value("id"), Ok(Some("1")));
    assert!(row.value("text").is_err());
    assert_eq!(row.value("price"), Ok(None));
}

#[test]
fn a_row_without_an_end_is_the_last() {
    let mut bytes = b"id,text\n1,a\n2,\"".to_vec();
    bytes.extend(std::iter::repeat_n(b'x', 3 << 20));
    let file = file(&bytes);
    let mut table = Table::open(file.path(), &["id"]).expect("a header");
    let rows = rows(&mut table);
    assert_eq!(rows.len(), 2);
    let fault = rows[1].as_ref().expect_err("a fault");
    assert_eq!((fault.reason, fault.spot.line), (Reason::RowTooLong, 3));
}

#[test]
fn a_row_of_another_width_says_so() {
    let file = file(b"id,text\n1\n2,a,b\n");
    let mut table = Table::open(file.path(), &["id"]).expect("a header");
    let rows = rows(&mut table);
    assert!(rows.iter().flatten().all(|row| !row.is_whole()));
    assert_eq!(rows.len(), 2);
}
