"""What stores have in common: documents as text, filters, versions, where ids lead."""
