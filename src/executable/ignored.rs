//! What signals this process was started to ignore. Handlers would take their place.

/// A set of signals: the first one is the lowest bit.
pub struct Ignored(u64);

impl Ignored {
    /// What this process ignores, where the system tells without more ado: on Linux.
    pub fn by_process() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        Self::read(&status).unwrap_or(Self(0))
    }

    /// Reads proc(5)'s `status`.
    fn read(status: &str) -> Option<Self> {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
        u64::from_str_radix(mask.trim(), 16).ok().map(Self)
    }

    /// Tells whether a signal is among them.
    pub fn has(&self, signal: i32) -> bool {
        self.0 >> (signal - 1) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::Ignored;

    #[test]
    fn finds_a_signal_among_the_ignored() {
        let status = |mask: &str| {
            format!("Name:\tnpm-token\nSigBlk:\t0000000000000000\nSigIgn:\t{mask}\nSigCgt:\tffffffffffffffff\n")
        };
        let cases = [
            ("0000000000000001", 1, true),
            ("0000000000000001", 2, false),
            ("0000000000001006", 2, true),
            ("0000000000001006", 13, true),
            ("0000000000001006", 15, false),
            ("8000000000000000", 64, true),
        ];
        for (mask, signal, expected) in cases {
            let ignored = Ignored::read(&status(mask)).expect("a mask");
            assert_eq!(ignored.has(signal), expected, "{mask} {signal}");
        }
        assert!(Ignored::read("").is_none() && Ignored::read(&status("none")).is_none());
    }
}
