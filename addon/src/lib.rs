//! The Node.js addon: links what the library's `binding` registers, and adds nothing.

extern crate npm_token as _;
