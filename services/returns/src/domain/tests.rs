//! Tables and properties of the domain.
