//! A page as bytes: its context in the template of its kind.

use crate::theme::{Theme, ThemeError};
use crate::view::PageContext;

/// Renders a page. Fails where a template asks for something that the page does not have.
pub fn page(theme: &Theme, context: &PageContext) -> Result<Vec<u8>, ThemeError> {
    let mut data = tera::Context::new();
    data.insert("page", &context.page);
    data.insert(context.view.kind(), &context.view);
    let mut out = Vec::with_capacity(16 * 1024);
    theme.render(context.view.kind(), &data, &mut out)?;
    Ok(out)
}
