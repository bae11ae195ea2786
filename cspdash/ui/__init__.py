"""What pages share in the browser. With app.py and pages/ the only code that knows Streamlit."""
