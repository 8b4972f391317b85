//! The comments of the contracts, for people who read them as HTTP.

use std::collections::HashMap;

use prost_reflect::{
    DescriptorPool, EnumValueDescriptor, FieldDescriptor, MessageDescriptor, MethodDescriptor,
};

/// What stands above each element, by file and path.
#[derive(Debug, Default)]
pub struct Comments {
    by_place: HashMap<(String, Vec<i32>), String>,
}

impl Comments {
    /// Reads the comments of every file.
    pub fn of(pool: &DescriptorPool) -> Self {
        let mut by_place = HashMap::new();
        for file in pool.files() {
            let source = file.file_descriptor_proto().source_code_info.as_ref();
            for location in source.iter().flat_map(|info| &info.location) {
                let text = tidy(location.leading_comments());
                if !text.is_empty() {
                    by_place.insert((file.name().to_owned(), location.path.clone()), text);
                }
            }
        }
        Self { by_place }
    }

    /// Above a message.
    pub fn message(&self, message: &MessageDescriptor) -> &str {
        self.at(message.parent_file().name(), message.path())
    }

    /// Above a field.
    pub fn field(&self, field: &FieldDescriptor) -> &str {
        self.at(field.parent_message().parent_file().name(), field.path())
    }

    /// Above an enum's value.
    pub fn value(&self, value: &EnumValueDescriptor) -> &str {
        self.at(value.parent_enum().parent_file().name(), value.path())
    }

    /// Above a method.
    pub fn method(&self, method: &MethodDescriptor) -> &str {
        self.at(method.parent_file().name(), method.path())
    }

    /// Above anything else.
    pub fn at(&self, file: &str, path: &[i32]) -> &str {
        let found = self.by_place.get(&(file.to_owned(), path.to_vec()));
        found.map_or("", String::as_str)
    }
}

/// A comment as one paragraph a line.
fn tidy(comment: &str) -> String {
    let lines: Vec<&str> = comment.trim().lines().map(str::trim).collect();
    lines.join(" ")
}
