"""The toolkit on paper: files to print, codes on sheets, and recalls."""
