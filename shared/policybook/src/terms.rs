//! Sellers' terms beside the pack that binds a case.
//!
//! Terms are checked against the marketplace's newest pack when they are published. The pack that binds may be another
//! version, which knows a case no more or lets nobody adjust it: that part of the terms then falls away, and the
//! marketplace's own terms hold. What still fits stays.

use redress_policy::pack::{Pack, SellerTerms};
use redress_policy::{Layer, PackError, load_terms};

/// The part of published terms, of a seller or of an order, that fits `pack`. `file` only names the source in errors.
///
/// # Errors
///
/// When the source is not readable as terms at all.
pub fn fitting_terms(
    source: &str,
    file: &str,
    pack: &Pack,
    layer: Layer,
) -> Result<SellerTerms, Vec<PackError>> {
    let errors = match load_terms(source, file, pack, layer) {
        Ok(terms) => return Ok(terms),
        Err(errors) => errors,
    };
    let Ok(mut terms) = toml::from_str::<SellerTerms>(source) else {
        return Err(errors);
    };
    let header = terms.terms.clone();
    terms.cases.retain(|case| {
        let alone = SellerTerms {
            terms: header.clone(),
            cases: vec![case.clone()],
        };
        let fits = toml::to_string(&alone).is_ok_and(|source| load_terms(&source, file, pack, layer).is_ok());
        if !fits {
            tracing::warn!(
                terms = file,
                pack = &*pack.pack.id,
                case = &*case.case,
                "terms no longer fit the pack"
            );
        }
        fits
    });
    Ok(terms)
}
