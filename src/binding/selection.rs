//! Which tokens a revocation is about, by the options of its call.

use super::call::Call;
use crate::error::{Error, Result};
use crate::tokens::{Selector, Unmatched, Which};

impl Call {
    /// Which tokens are to be revoked; exactly one way to say so was given.
    pub fn which(&self) -> Result<Which> {
        let wanted = self.wanted()?;
        let is_filtered = self.all_except_current || !wanted.criteria.is_empty();
        let problem = match &self.keys {
            None if is_filtered => {
                return Ok(Which::Wanted { wanted, spares_current: self.all_except_current });
            }
            Some(keys) if !is_filtered => {
                let selectors: Vec<_> = keys.iter().cloned().map(Selector::Key).collect();
                selectors.iter().try_for_each(|selector| selector.check("keys"))?;
                return Ok(Which::Named(selectors, Unmatched::Refused));
            }
            None => "`revokeTokens` must be told which tokens: by `keys`, `allExceptCurrent` or what is asked of them",
            Some(_) => "`keys` must stand alone: tokens are either named or asked for",
        };
        Err(Error::ArgumentValue { problem: problem.into() })
    }

    /// The one selector that was given, and what is done about a value that the list does not match.
    pub fn selector(&self) -> Result<(Selector, Unmatched)> {
        match self.selectors.as_slice() {
            [(option, selector)] => {
                selector.check(option)?;
                let is_value = matches!(selector, Selector::Token(_));
                match (self.by_value, is_value) {
                    (true, true) => Ok((selector.clone(), Unmatched::SentByValue)),
                    (true, false) => Err(Error::ArgumentValue {
                        problem: format!("`byValue` is about `token`, and `{option}` names the token"),
                    }),
                    (false, _) => Ok((selector.clone(), Unmatched::Refused)),
                }
            }
            several => Err(Error::ArgumentValue {
                problem: format!(
                    "exactly one of `key`, `id`, `name` and `token` names the token, and {} were given",
                    several.len()
                ),
            }),
        }
    }
}
