//! What can be done with tokens: one operation, one file.

mod ambient;
mod create;
mod enforce;
mod expiry;
mod list;
mod lost;
mod model;
mod new_token;
mod request;
mod restriction;
mod revoke;
mod selector;
mod terms;

pub use create::create;
pub use expiry::Expires;
pub use list::{Page, list, page};
pub use model::{CreatedToken, End, Permission, RevokedToken, Scope, Token};
pub use new_token::NewToken;
pub use restriction::Restriction;
pub use revoke::{Revocation, Unmatched, revoke, revoke_each};
pub use selector::Selector;
pub use terms::Terms;
