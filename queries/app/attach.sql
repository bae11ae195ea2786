-- A version of the store, beside the reader's own memory that holds the macros.
ATTACH $path AS store (READ_ONLY);
