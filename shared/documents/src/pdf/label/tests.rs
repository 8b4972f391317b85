//! What the label says, that scanners can read it, and that nothing leaves its page.

use proptest::prelude::*;

use super::*;
use crate::pdf::reading::{Read, read};

fn strings(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn content() -> LabelContent {
    LabelContent {
        rma: "RMA-7K2Q-9XWM-8".parse().unwrap(),
        shop_name: "Kwoking".to_owned(),
        order_number: "ord_01jq0000000000000000000000".to_owned(),
        return_address: strings(&["Returns", "12 rue de la Paix", "75002 Paris", "France"]),
        sender: strings(&["Mara Peña", "Quezon City"]),
        carrier: Some("La Poste".to_owned()),
        tracking_number: Some("RB123456785FR".to_owned()),
        marked_outside: true,
    }
}

fn stays_inside(read: &Read) {
    let size = |line: &crate::pdf::reading::Line| Style::regular(line.size).width(&line.text);
    for line in &read.lines {
        assert!(
            line.x >= A6.margin && line.y >= A6.margin && line.y <= A6.height - A6.margin,
            "{line:?}"
        );
        assert!(line.size >= 8.0, "{line:?}");
        assert!(size(line) <= (A6.width - 2.0 * A6.margin) * 1.1, "{line:?}");
    }
    for [left, bottom, width, height] in &read.bars {
        assert!(*left >= A6.margin && left + width <= A6.width - A6.margin);
        assert!(*bottom >= A6.margin && bottom + height <= A6.height - A6.margin);
    }
}

#[test]
fn the_label_says_everything_on_one_page() {
    let read = read(&label(&content()));
    assert_eq!(read.pages, 1);
    stays_inside(&read);
    assert_eq!(
        read.texts(),
        [
            "Kwoking",
            "RMA number",
            "RMA-7K2Q-9XWM-8",
            "Fix this label, or write this number, clearly on the outside",
            "of the parcel.",
            "Return to",
            "Returns",
            "12 rue de la Paix",
            "75002 Paris",
            "France",
            "Order number: ord_01jq0000000000000000000000",
            "Carrier: La Poste",
            "Tracking number: RB123456785FR",
            "From",
            "Mara Peña",
            "Quezon City",
        ]
    );
    let number = read.line("RMA-7K2Q-9XWM-8");
    assert!(
        read.lines
            .iter()
            .all(|line| line == number || line.size < number.size / 2.0)
    );
}

#[test]
fn the_bars_are_the_number_in_code_128() {
    let read = read(&label(&content()));
    let module = (A6.width - 2.0 * A6.margin) / 220.0;
    // 0.25 mm is what office printers and hand scanners manage without care.
    assert!(module > 0.25 * 72.0 / 25.4, "{module}");
    let edges: Vec<f32> = read
        .bars
        .iter()
        .flat_map(|[left, _, width, _]| [*left, left + width])
        .collect();
    let widths: Vec<f32> = edges
        .windows(2)
        .map(|pair| ((pair[1] - pair[0]) / module).round())
        .collect();
    let expected: Vec<f32> = code128("RMA-7K2Q-9XWM-8")
        .unwrap()
        .into_iter()
        .map(f32::from)
        .collect();
    assert_eq!(widths, expected);
    assert!(
        read.bars
            .iter()
            .all(|[_, _, _, height]| *height == BARCODE_HEIGHT)
    );
    assert!(edges[0] - A6.margin >= 9.9 * module, "the quiet zone");
}

#[test]
fn what_is_unknown_is_left_out_or_left_to_write() {
    let bare = LabelContent {
        sender: vec![],
        carrier: None,
        tracking_number: None,
        marked_outside: false,
        ..content()
    };
    let read = read(&label(&bare));
    assert_eq!(read.pages, 1);
    assert_eq!(read.texts().last(), Some(&"From"));
    for absent in ["Carrier", "Tracking", "outside", "None"] {
        assert!(read.texts().iter().all(|text| !text.contains(absent)), "{absent}");
    }
}

#[test]
fn names_and_addresses_of_every_script_are_on_it() {
    let lines = [
        "王小明",
        "ул. Ленина, 5",
        "Nguyễn Thị Ánh",
        "서울특별시 중구",
        "東京都千代田区",
        "Łódź",
        "ถนนสุขุมวิท",
        "Αθήνα",
        "दिल्ली",
    ];
    let read = read(&label(&LabelContent {
        sender: strings(&lines),
        ..content()
    }));
    for line in lines {
        assert!(read.texts().contains(&line), "{line} in {:?}", read.texts());
    }
    stays_inside(&read);
}

#[test]
fn a_long_address_goes_on_to_a_second_page_that_says_whose_it_is() {
    let long = vec![
        "A line of an address that nobody would believe, and yet it has to be printed in full"
            .to_owned();
        12
    ];
    let read = read(&label(&LabelContent {
        return_address: long.clone(),
        sender: long,
        ..content()
    }));
    assert!(read.pages > 1);
    stays_inside(&read);
    assert_eq!(read.line(", page 2").text, "Return label RMA-7K2Q-9XWM-8, page 2");
    assert_eq!(
        read.texts()
            .iter()
            .filter(|text| text.starts_with("A line"))
            .count(),
        24
    );
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    assert_eq!(label(&content()), label(&content()));
}

/// Any text but the Arabic presentation forms: one sign of those reads back as several letters, so that the width of what is
/// read is not the width of what is drawn.
fn text(longest: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), 0..=longest).prop_map(|chars| {
        let is_drawn_as_read =
            |c: &char| !c.is_control() && !matches!(c, '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
        chars.into_iter().filter(is_drawn_as_read).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_content_leaves_the_page(
        entropy: u64,
        shop_name in text(60),
        order_number in text(60),
        return_address in prop::collection::vec(text(90), 0..12),
        sender in prop::collection::vec(text(90), 0..12),
        tracking_number in prop::option::of(text(60)),
        marked_outside: bool,
    ) {
        let rma = RmaNumber::from_entropy(&entropy.to_be_bytes());
        let carrier = tracking_number.clone();
        let content = LabelContent {
            rma, shop_name, order_number, return_address, sender, carrier, tracking_number, marked_outside,
        };
        let read = read(&label(&content));
        stays_inside(&read);
        let number = rma.to_string();
        prop_assert!(read.texts().contains(&number.as_str()));
    }
}
