//! A page as bytes: its context in the template of its kind.

use crate::render::escape;
use crate::site::Redirect;
use crate::theme::{Theme, ThemeError};
use crate::view::PageContext;

/// Renders a page. Fails where a template asks for something that the page does not have.
pub fn page(theme: &Theme, context: &PageContext) -> Result<Vec<u8>, ThemeError> {
    let mut data = tera::Context::new();
    data.insert("page", &context.page);
    data.insert(context.view.kind(), &context.view);
    let mut out = Vec::with_capacity(64 * 1024);
    theme.render(context.view.kind(), &data, &mut out)?;
    Ok(out)
}

/// A page that leads to another address: at once where the browser follows, by a link everywhere else.
pub fn redirect(redirect: &Redirect, language: &str) -> Vec<u8> {
    let target = escape::html(redirect.target.as_str());
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'\">\
         <title>Moved</title>\
         <meta name=\"robots\" content=\"noindex\"><meta http-equiv=\"refresh\" content=\"0; url={target}\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head>\
         <body><p>This page has moved to <a href=\"{target}\">{target}</a>.</p></body></html>\n",
        escape::html(language)
    )
    .into_bytes()
}

#[cfg(test)]
mod tests;
