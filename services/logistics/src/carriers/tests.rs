//! Numbers that carriers gave out, and what becomes of them when somebody mistypes them.
