-- Where a fresh cursor finds tables and macros: nobody else's setting is inherited.
SET search_path = 'memory.main,store.main';
