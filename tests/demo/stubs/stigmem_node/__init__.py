"""As much of a Stigmem node as its plugins import, by the contract and written for these tests."""
