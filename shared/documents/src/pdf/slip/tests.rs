//! That the slip says what the policy wants on it, all of it and nothing else.

use super::*;
use crate::pdf::reading::{Read, read};

fn content(fields: &[SlipField]) -> SlipContent {
    let line = |product: &str, quantity| SlipLine {
        product: product.to_owned(),
        quantity,
    };
    SlipContent {
        rma: "RMA-7K2Q-9XWM-8".parse().unwrap(),
        order_number: "ord_01jq0000000000000000000000".to_owned(),
        lines: vec![line("Headphones", 2), line("Étui en cuir", 1)],
        problem: "The left side is silent.".to_owned(),
        fields: fields.to_vec(),
    }
}

const ALL: [SlipField; 5] = [
    SlipField::RmaNumber,
    SlipField::OrderNumber,
    SlipField::Product,
    SlipField::Quantity,
    SlipField::Problem,
];

fn stays_inside(read: &Read) {
    for line in &read.lines {
        assert!(
            line.x >= A4.margin && line.y >= A4.margin && line.y <= A4.height - A4.margin,
            "{line:?}"
        );
        let width = Style::regular(line.size).width(&line.text);
        assert!(line.x + width <= (A4.width - A4.margin) * 1.05, "{line:?}");
    }
}

#[test]
fn a_full_slip_says_all_five_things() {
    let read = read(&slip(&content(&ALL)));
    assert_eq!(read.pages, 1);
    assert_eq!(
        read.texts(),
        [
            "Return slip",
            "RMA number",
            "RMA-7K2Q-9XWM-8",
            "Order number",
            "ord_01jq0000000000000000000000",
            "Product",
            "Quantity",
            "Headphones",
            "2",
            "Étui en cuir",
            "1",
            "Problem",
            "The left side is silent.",
        ]
    );
    assert_eq!(
        read.line("Headphones").y,
        read.lines.iter().find(|line| line.text == "2").unwrap().y,
        "side by side"
    );
    stays_inside(&read);
}

#[test]
fn a_field_that_the_policy_does_not_name_is_not_on_it() {
    let texts = |fields: &[SlipField]| -> Vec<String> {
        read(&slip(&content(fields)))
            .texts()
            .into_iter()
            .skip(1)
            .map(str::to_owned)
            .collect()
    };
    let number = ["RMA number", "RMA-7K2Q-9XWM-8"];
    assert_eq!(texts(&[]), number);
    assert_eq!(texts(&[SlipField::RmaNumber]), number);
    assert_eq!(
        texts(&[SlipField::Product])[2..],
        ["Product", "Headphones", "Étui en cuir"]
    );
    assert_eq!(texts(&[SlipField::Quantity])[2..], ["Quantity", "2", "1"]);
    assert_eq!(texts(&[SlipField::Problem, SlipField::OrderNumber])[2..].len(), 4);
}

#[test]
fn long_texts_wrap_and_go_on_to_further_pages() {
    let mut long = content(&ALL);
    long.lines = (1..=60)
        .map(|quantity| SlipLine {
            product: "A product with a very long name that repeats itself, ".repeat(3),
            quantity,
        })
        .collect();
    long.problem = "It does not do what it should do. ".repeat(200);
    let read = read(&slip(&long));
    assert!(read.pages >= 4, "{}", read.pages);
    stays_inside(&read);
    let texts: Vec<&str> = read
        .texts()
        .into_iter()
        .filter(|text| !text.contains(", page "))
        .collect();
    let all = texts.join(" ");
    assert_eq!(all.matches("It does not do what it should do.").count(), 200);
    for quantity in 1..=60 {
        assert!(
            read.texts().contains(&quantity.to_string().as_str()),
            "{quantity}"
        );
    }
    for page in 2..=read.pages {
        read.line(&format!("RMA-7K2Q-9XWM-8, page {page}"));
    }
}

#[test]
fn a_name_in_chinese_is_text_and_fits() {
    let mut chinese = content(&ALL);
    chinese.lines = vec![SlipLine {
        product: "无线蓝牙耳机".repeat(12),
        quantity: 3,
    }];
    chinese.problem = "左耳没有声音，充电盒损坏。".to_owned();
    let read = read(&slip(&chinese));
    stays_inside(&read);
    assert!(read.texts().contains(&"左耳没有声音，充电盒损坏。"));
    let product: Vec<&str> = read.texts().into_iter().filter(|text| *text != "3").collect();
    assert_eq!(product.concat().matches("无线蓝牙耳机").count(), 12);
}
