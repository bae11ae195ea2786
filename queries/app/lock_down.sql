-- From here on nothing outside the store can be read or written.
SET enable_external_access = false;
SET lock_configuration = true;
SET search_path = 'memory.main,store.main';
