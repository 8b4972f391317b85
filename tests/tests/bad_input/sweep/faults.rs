//! What can be wrong with a message: each of its fields in turn is given what no client should send, the others stay good.

use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage as _, Value};

/// How often the element of a list is repeated.
const MANY: usize = 600;

/// A message with something wrong.
pub struct Fault {
    /// The path of the field, and what is wrong with it.
    pub what: String,
    pub message: Vec<u8>,
    /// The method cannot do anything sensible with it, whatever the field is for.
    pub is_hopeless: bool,
}

/// A value in place of a field's own; none takes the field away.
struct Spoiled {
    what: String,
    value: Option<Value>,
    is_hopeless: bool,
}

fn spoiled(what: impl Into<String>, value: Value, is_hopeless: bool) -> Spoiled {
    Spoiled {
        what: what.into(),
        value: Some(value),
        is_hopeless,
    }
}

/// Everything that can be wrong with a message that is good. Each is numbered, and has a request id of its own.
pub fn faults(name: &str, good: &DynamicMessage) -> Vec<Fault> {
    let mut all = vec![Fault {
        what: "nothing".to_owned(),
        message: Vec::new(),
        is_hopeless: false,
    }];
    let request_id = good.descriptor().get_field_by_name("request_id");
    for (number, bad) in variants(good).into_iter().enumerate() {
        let mut message = bad.message;
        if let Some(field) = &request_id
            && message.get_field(field) == good.get_field(field)
        {
            message.set_field(field, Value::String(format!("{name}-{number}")));
        }
        all.push(Fault {
            what: bad.what,
            message: message.encode_to_vec(),
            is_hopeless: bad.is_hopeless,
        });
    }
    all.extend(no_messages(good));
    all
}

/// Bytes that are no message at all.
fn no_messages(good: &DynamicMessage) -> Vec<Fault> {
    let bytes = good.encode_to_vec();
    let mut broken = vec![
        ("a length beyond the end", vec![0x0a, 0xff, 0xff, 0xff, 0x7f]),
        ("a number without an end", [&[0x08][..], &[0xff; 20]].concat()),
        ("a wire type that does not exist", vec![0x0f, 0x01]),
        ("a text that is no UTF-8", vec![0x0a, 0x02, 0xc3, 0x28]),
        ("a group without an end", vec![0x0b]),
        ("noise", (0..=255).rev().collect()),
    ];
    if bytes.len() > 2 {
        broken.push(("half of a message", bytes[..bytes.len() - 1].to_vec()));
    }
    broken
        .into_iter()
        .map(|(what, message)| Fault {
            what: what.to_owned(),
            message,
            is_hopeless: what != "noise",
        })
        .collect()
}

struct Variant {
    what: String,
    message: DynamicMessage,
    is_hopeless: bool,
}

fn variants(good: &DynamicMessage) -> Vec<Variant> {
    let mut all = Vec::new();
    for field in good.descriptor().fields() {
        for bad in of_field(&field, &good.get_field(&field)) {
            let mut message = good.clone();
            match bad.value {
                Some(value) => message.set_field(&field, value),
                None => message.clear_field(&field),
            }
            all.push(Variant {
                what: format!("{}{}", field.name(), bad.what),
                message,
                is_hopeless: bad.is_hopeless,
            });
        }
    }
    all
}

fn of_field(field: &FieldDescriptor, good: &Value) -> Vec<Spoiled> {
    let Value::List(elements) = good else {
        return of_value(field, good);
    };
    let mut all = vec![spoiled(" of no element", Value::List(Vec::new()), false)];
    let Some(element) = elements.first() else {
        return all;
    };
    all.push(spoiled(
        " twice the same",
        Value::List(vec![element.clone(); 2]),
        false,
    ));
    all.push(spoiled(
        " too often",
        Value::List(vec![element.clone(); MANY]),
        false,
    ));
    for bad in of_value(field, element) {
        let value = Value::List(bad.value.into_iter().collect());
        all.push(spoiled(format!("[0]{}", bad.what), value, bad.is_hopeless));
    }
    all
}

fn of_value(field: &FieldDescriptor, good: &Value) -> Vec<Spoiled> {
    match field.kind() {
        Kind::String => texts(),
        Kind::Bytes => vec![
            spoiled(" of no byte", Value::Bytes(Vec::new().into()), false),
            spoiled(" of two mebibytes", Value::Bytes(vec![7; 2 << 20].into()), false),
        ],
        Kind::Bool => vec![spoiled(
            " the other way round",
            Value::Bool(good.as_bool() != Some(true)),
            false,
        )],
        Kind::Enum(_) => [(0, false), (-1, true), (9_999, true), (i32::MIN, true)]
            .map(|(number, is_hopeless)| {
                spoiled(format!(" = {number}"), Value::EnumNumber(number), is_hopeless)
            })
            .into(),
        Kind::Int32 => [i32::MIN, -1, 0, 1_000_001, i32::MAX]
            .map(|number| spoiled(format!(" = {number}"), Value::I32(number), number < 0))
            .into(),
        Kind::Int64 => [i64::MIN, -1, 0, 1 << 53, i64::MAX]
            .map(|number| spoiled(format!(" = {number}"), Value::I64(number), number < 0))
            .into(),
        Kind::Message(_) => of_message(good),
        kind => unreachable!("no contract has a field of {kind:?}"),
    }
}

fn texts() -> Vec<Spoiled> {
    [
        (" empty", String::new(), false),
        (" a blank", " ".to_owned(), false),
        (" overlong", "x".repeat(70_000), true),
        (" overlong in other letters", "é".repeat(5_000), true),
        (" with NUL", "a\0b".to_owned(), true),
        (" with a control character", "a\u{1b}[2Jb".to_owned(), true),
        (" with line breaks", "a\r\nb: c".to_owned(), false),
        (
            " garbage",
            "%s%n%x;DROP TABLE orders--'\"`${x}{{x}}".to_owned(),
            false,
        ),
        (" a path", "../../../etc/passwd".to_owned(), false),
        (
            " an id of another kind",
            "upl_01jz0000000000000000000000".to_owned(),
            false,
        ),
        (
            " an id of nothing",
            "ret_01jz0000000000000000000000".to_owned(),
            false,
        ),
        (" a bad token", "AAAAAAAAAAAAAAAAAAAAAAAA".to_owned(), false),
        (" right to left", "\u{202e}gpj.exe\u{202c}💥".to_owned(), false),
        (" a large number", "9".repeat(100), false),
        (" a negative number", "-1".to_owned(), false),
        (" JSON", r#"{"a":[{"b":null}]}"#.to_owned(), false),
        (" a URL", "http://169.254.169.254/latest".to_owned(), false),
        (" of combining marks", "z\u{334}\u{335}\u{336}".repeat(20), false),
        (" in capitals", "RET_01JZ0000000000000000000000".to_owned(), false),
    ]
    .map(|(what, text, is_hopeless)| spoiled(what, Value::String(text), is_hopeless))
    .into()
}

fn of_message(good: &Value) -> Vec<Spoiled> {
    let Some(good) = good.as_message() else {
        return Vec::new();
    };
    let mut all = vec![Spoiled {
        what: " absent".to_owned(),
        value: None,
        is_hopeless: false,
    }];
    all.extend(match good.descriptor().full_name() {
        "google.type.Money" => amounts(good),
        "google.protobuf.Timestamp" => times(good),
        _ => variants(good)
            .into_iter()
            .map(|bad| {
                let value = Value::Message(bad.message);
                spoiled(format!(".{}", bad.what), value, bad.is_hopeless)
            })
            .collect(),
    });
    all
}

fn amounts(good: &DynamicMessage) -> Vec<Spoiled> {
    let amount = |(what, currency, units, nanos, is_hopeless): (&str, &str, i64, i32, bool)| {
        let mut money = good.clone();
        money.set_field_by_name("currency_code", Value::String(currency.to_owned()));
        money.set_field_by_name("units", Value::I64(units));
        money.set_field_by_name("nanos", Value::I32(nanos));
        spoiled(what, Value::Message(money), is_hopeless)
    };
    [
        (" without a currency", "", 1, 0, true),
        (" in no currency", "DOGE", 1, 0, true),
        (" in small letters", "usd", 1, 0, true),
        (" in another currency", "JPY", 1, 0, false),
        (" in a currency with NUL", "US\0", 1, 0, true),
        (" of nothing", "USD", 0, 0, false),
        (" below zero", "USD", -1, 0, false),
        (" of two signs", "USD", 1, -10_000_000, true),
        (" of half a cent", "USD", 1, 5_000_000, true),
        (" of too many nanos", "USD", 1, i32::MAX, true),
        (" of the most there is", "USD", i64::MAX, 990_000_000, true),
        (" of the most cents", "USD", i64::MAX / 100, 0, false),
        (" of the least there is", "USD", i64::MIN, 0, true),
    ]
    .map(amount)
    .into()
}

fn times(good: &DynamicMessage) -> Vec<Spoiled> {
    [
        (" before all time", i64::MIN, 0, true),
        (" after all time", i64::MAX, 0, true),
        (" of too many nanos", 1_800_000_000, 1_000_000_000, true),
        (" of negative nanos", 1_800_000_000, -1, true),
        (" in the year 1", -62_135_596_800, 0, false),
        (" in the year 9999", 253_402_300_799, 999_999_999, false),
        (" beyond the year 9999", 253_402_300_800, 0, true),
    ]
    .map(|(what, seconds, nanos, is_hopeless)| {
        let mut time = good.clone();
        time.set_field_by_name("seconds", Value::I64(seconds));
        time.set_field_by_name("nanos", Value::I32(nanos));
        spoiled(what, Value::Message(time), is_hopeless)
    })
    .into()
}
