"""The front door. One page so far, so it opens that one, with whatever view the address asks for."""

import streamlit as st

st.switch_page("pages/compare.py", query_params=st.query_params.to_dict())
