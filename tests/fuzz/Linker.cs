// SPDX-License-Identifier: MIT
//
// Makes an assembly of programs. What a program does not reach from its first method is left out, so a program that is
// reduced loses methods and types by itself. The same program can be in an assembly several times, as it was at the time
// of each Add.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;
using System.Text;

sealed class Linker
{
	sealed class TypeEntry
	{
		public TypeSymbol Symbol;
		public uint Token;
		public List<FieldSymbol> Fields = new List<FieldSymbol> ();
		public List<MethodSymbol> Methods = new List<MethodSymbol> ();
	}

	/* One program as it is in this assembly */
	sealed class Unit
	{
		public string Label;
		public readonly Dictionary<TypeSymbol, TypeEntry> Types = new Dictionary<TypeSymbol, TypeEntry> ();
		public readonly List<TypeEntry> Order = new List<TypeEntry> ();
		public readonly Dictionary<object, uint> Tokens = new Dictionary<object, uint> ();
		public readonly Dictionary<MethodSymbol, Body> Bodies = new Dictionary<MethodSymbol, Body> ();
		public readonly Queue<MethodSymbol> Waiting = new Queue<MethodSymbol> ();
	}

	readonly List<Unit> units = new List<Unit> ();
	readonly Metadata metadata = new Metadata ();
	readonly Bytes text = new Bytes ();
	readonly Dictionary<string, uint> assemblies = new Dictionary<string, uint> ();
	readonly Dictionary<string, uint> references = new Dictionary<string, uint> ();
	readonly Action<Body> transform;
	readonly string name;

	/* Whether what is thrown and is no Exception is wrapped */
	public bool Wraps;

	/* TRANSFORM changes each body before it is written. */
	public Linker (string name, Action<Body> transform = null)
	{
		this.name = name;
		this.transform = transform;
	}

	public IEnumerable<Body> Bodies { get { return units.SelectMany (u => u.Bodies.Values); } }

	/* ---- What is reached ------------------------------------------------------------------------------------------ */

	public void Add (MethodSymbol first, string label)
	{
		var unit = new Unit { Label = label };

		units.Add (unit);
		Reach (unit, first.Owner);
		Reach (unit, first);
		while (unit.Waiting.Count > 0) {
			MethodSymbol method = unit.Waiting.Dequeue ();

			Reach (unit, method.Result);
			foreach (TypeName parameter in method.Parameters)
				Reach (unit, parameter);
			if (method.Build == null)
				continue;
			Body body = method.Build ();
			if (transform != null)
				transform (body);
			unit.Bodies [method] = body;
			foreach (Local local in body.Locals)
				Reach (unit, local.Type);
			foreach (Clause clause in body.Clauses)
				Reach (unit, clause.Caught);
			foreach (Instruction instruction in body.Instructions)
				ReachOperand (unit, instruction.Operand);
		}
	}

	void ReachOperand (Unit unit, object operand)
	{
		var field = operand as FieldUse;
		var method = operand as MethodUse;
		var call = operand as CallSignature;

		Reach (unit, operand as TypeName);
		if (field != null) {
			Reach (unit, field.Owner);
			Reach (unit, field.Symbol);
		}
		if (method != null) {
			Reach (unit, method.Owner);
			foreach (TypeName type in method.Arguments.Concat (method.Extra))
				Reach (unit, type);
			Reach (unit, method.Symbol);
		}
		if (call != null)
			foreach (TypeName type in call.Parameters.Concat (new [] { call.Result }))
				Reach (unit, type);
	}

	void Reach (Unit unit, TypeName type)
	{
		if (type == null)
			return;
		Reach (unit, type.Of);
		if (type.Symbol != null)
			Reach (unit, type.Symbol);
		foreach (TypeName argument in type.Arguments)
			Reach (unit, argument);
	}

	void Reach (Unit unit, TypeSymbol symbol)
	{
		if (symbol.Assembly != null || unit.Types.ContainsKey (symbol))
			return;
		var entry = new TypeEntry { Symbol = symbol };
		unit.Types [symbol] = entry;
		unit.Order.Add (entry);
		Reach (unit, symbol.Parent);
		foreach (TypeName type in symbol.Interfaces)
			Reach (unit, type);
		/* Fields of instances decide where others lie: all of them belong to the type. */
		foreach (FieldSymbol field in symbol.Fields)
			if (!field.IsStatic)
				Reach (unit, field);
		foreach (MethodSymbol method in symbol.Methods)
			if (method.IsAlwaysThere)
				Reach (unit, method);
	}

	void Reach (Unit unit, FieldSymbol field)
	{
		TypeEntry entry;

		if (field.Owner == null || field.Owner.Assembly != null)
			return;
		Reach (unit, field.Owner);
		entry = unit.Types [field.Owner];
		if (!entry.Fields.Contains (field)) {
			entry.Fields.Add (field);
			Reach (unit, field.Type);
		}
	}

	void Reach (Unit unit, MethodSymbol method)
	{
		TypeEntry entry;

		if (method.Owner == null || method.Owner.Assembly != null)
			return;
		Reach (unit, method.Owner);
		entry = unit.Types [method.Owner];
		if (!entry.Methods.Contains (method)) {
			entry.Methods.Add (method);
			unit.Waiting.Enqueue (method);
		}
	}

	/* ---- Tokens --------------------------------------------------------------------------------------------------- */

	static readonly byte [] ecmaKey = { 0xb7, 0x7a, 0x5c, 0x56, 0x19, 0x34, 0xe0, 0x89 };

	uint AssemblyToken (string assembly)
	{
		uint token;

		if (!assemblies.TryGetValue (assembly, out token)) {
			bool library = assembly == "mscorlib";

			token = metadata.Add (Table.AssemblyRef, library ? 4u : 0, 0, 0, 0, 0, library ? metadata.Blob (ecmaKey) : 0,
				metadata.String (assembly), 0, 0);
			assemblies [assembly] = token;
		}
		return token;
	}

	uint Reference (string key, Func<uint> make)
	{
		uint token;

		if (!references.TryGetValue (key, out token))
			references [key] = token = make ();
		return token;
	}

	uint TypeToken (Unit unit, TypeSymbol symbol)
	{
		if (symbol.Assembly == null)
			return unit.Types [symbol].Token;
		return Reference (symbol.Assembly + "/" + symbol.Namespace + "." + symbol.Name, () => metadata.Add (Table.TypeRef,
			AssemblyToken (symbol.Assembly), metadata.String (symbol.Name), metadata.String (symbol.Namespace)));
	}

	/* For an instruction's operand */
	uint TypeToken (Unit unit, TypeName type)
	{
		TypeSymbol symbol = type.Arguments.Length > 0 ? null : type.Symbol ?? Library.Primitive (type);

		if (symbol != null)
			return TypeToken (unit, symbol);
		return Cached (unit, type, () => {
			var signature = new Bytes ();
			Write (unit, signature, type);
			return metadata.Add (Table.TypeSpec, metadata.Blob (signature.ToArray ()));
		});
	}

	static uint Cached (Unit unit, object key, Func<uint> make)
	{
		uint token;

		if (!unit.Tokens.TryGetValue (key, out token))
			unit.Tokens [key] = token = make ();
		return token;
	}

	void Write (Unit unit, Bytes signature, TypeName type)
	{
		Element element = type.Element;

		signature.Byte ((int) element);
		switch (element) {
		case Element.ByRef: case Element.Pointer: case Element.Vector:
			Write (unit, signature, type.Of);
			break;
		case Element.Array:
			Write (unit, signature, type.Of);
			signature.Compressed ((uint) type.Number);
			signature.Byte (0);
			/* Lower bounds of 0, written as C# compilers do (II.23.2.13) */
			signature.Compressed ((uint) type.Number);
			for (int i = 0; i < type.Number; i++)
				signature.Byte (0);
			break;
		case Element.Var: case Element.MVar:
			signature.Compressed ((uint) type.Number);
			break;
		case Element.Instance:
			signature.Byte ((int) (type.Symbol.IsValueType ? Element.Value : Element.Class));
			WriteCoded (unit, signature, type.Symbol);
			signature.Compressed ((uint) type.Arguments.Length);
			foreach (TypeName argument in type.Arguments)
				Write (unit, signature, argument);
			break;
		case Element.Value: case Element.Class:
			WriteCoded (unit, signature, type.Symbol);
			break;
		}
	}

	void WriteCoded (Unit unit, Bytes signature, TypeSymbol symbol)
	{
		uint token = TypeToken (unit, symbol);

		signature.Compressed ((token & 0xffffff) << 2 | (token >> 24 == (uint) Table.TypeDef ? 0u : 1));
	}

	byte [] Signature (Unit unit, int convention, int typeParameters, TypeName result, TypeName [] parameters, TypeName [] extra)
	{
		var signature = new Bytes ();

		signature.Byte (convention);
		if (typeParameters > 0)
			signature.Compressed ((uint) typeParameters);
		signature.Compressed ((uint) (parameters.Length + extra.Length));
		Write (unit, signature, result);
		foreach (TypeName parameter in parameters)
			Write (unit, signature, parameter);
		if (extra.Length > 0)
			signature.Byte (0x41);              /* SENTINEL */
		foreach (TypeName parameter in extra)
			Write (unit, signature, parameter);
		return signature.ToArray ();
	}

	byte [] Signature (Unit unit, MethodSymbol method, TypeName [] extra)
	{
		int convention = (method.IsStatic ? 0 : 0x20) | (method.IsVariable ? 5 : method.TypeParameters > 0 ? 0x10 : 0);

		return Signature (unit, convention, method.TypeParameters, method.Result, method.Parameters, extra);
	}

	byte [] FieldSignature (Unit unit, FieldSymbol field)
	{
		var signature = new Bytes ();

		signature.Byte (6);
		Write (unit, signature, field.Type);
		return signature.ToArray ();
	}

	uint Member (uint parent, string member, byte [] signature)
	{
		uint blob = metadata.Blob (signature);

		return Reference (parent + "::" + member + "/" + blob, () => metadata.Add (Table.MemberRef, parent, metadata.String (member), blob));
	}

	uint FieldToken (Unit unit, FieldUse use)
	{
		if (use.Owner.Symbol.Assembly == null && use.Owner.Arguments.Length == 0)
			return unit.Tokens [use.Symbol];
		return Member (TypeToken (unit, use.Owner), use.Symbol.Name, FieldSignature (unit, use.Symbol));
	}

	uint MethodToken (Unit unit, MethodUse use)
	{
		bool defined = use.Symbol.Owner != null && use.Symbol.Owner.Assembly == null;
		uint token;

		if (defined && use.Owner.Arguments.Length == 0 && use.Extra.Length == 0)
			token = unit.Tokens [use.Symbol];
		else if (defined && use.Extra.Length > 0)
			token = Member (unit.Tokens [use.Symbol], use.Symbol.Name, Signature (unit, use.Symbol, use.Extra));
		else
			token = Member (TypeToken (unit, use.Owner), use.Symbol.Name, Signature (unit, use.Symbol, use.Extra));
		if (use.Arguments.Length == 0)
			return token;
		var instance = new Bytes ();
		instance.Byte (0x0a);
		instance.Compressed ((uint) use.Arguments.Length);
		foreach (TypeName argument in use.Arguments)
			Write (unit, instance, argument);
		uint blob = metadata.Blob (instance.ToArray ());
		return Reference (token + "<" + blob, () => metadata.Add (Table.MethodSpec, token, blob));
	}

	/* RuntimeCompatibility (WrapNonExceptionThrows = true) (ECMA-335 II.23.3) */
	void WriteWraps (uint assembly)
	{
		const string property = "WrapNonExceptionThrows";
		MethodUse constructor = Library.Compatibility;
		var value = new Bytes ();

		value.Half (1);
		value.Half (1);
		value.Byte (0x54);                      /* a property, Boolean */
		value.Byte (2);
		value.Byte (property.Length);
		value.Raw (Encoding.UTF8.GetBytes (property));
		value.Byte (1);
		metadata.Add (Table.CustomAttribute, assembly, MethodToken (null, constructor), metadata.Blob (value.ToArray ()));
	}

	uint OperandToken (Unit unit, object operand)
	{
		var type = operand as TypeName;
		var field = operand as FieldUse;
		var method = operand as MethodUse;
		var call = operand as CallSignature;

		if (operand is string)
			return metadata.UserString ((string) operand);
		if (type != null)
			return TypeToken (unit, type);
		if (field != null)
			return FieldToken (unit, field);
		if (method != null)
			return MethodToken (unit, method);
		return metadata.Add (Table.StandAloneSig, metadata.Blob (Signature (unit, call.HasThis ? 0x20 : 0, 0, call.Result,
			call.Parameters, new TypeName [0])));
	}

	/* ---- The file ------------------------------------------------------------------------------------------------- */

	public byte [] Link ()
	{
		uint row = 1, field = 1, method = 1;

		while (text.Count < Metadata.CliHeaderSize)
			text.Byte (0);
		metadata.Add (Table.Module, 0, metadata.String (name + ".dll"), metadata.Guid (new byte [16]), 0, 0);
		uint assembly = metadata.Add (Table.Assembly, 0x8004, 0, 0, 0, 0, 0, 0, metadata.String (name), 0);
		if (Wraps)
			WriteWraps (assembly);
		foreach (Unit unit in units)
			foreach (TypeEntry entry in unit.Order) {
				entry.Token = (uint) Table.TypeDef << 24 | ++row;
				foreach (FieldSymbol symbol in entry.Fields)
					unit.Tokens [symbol] = (uint) Table.Field << 24 | field++;
				foreach (MethodSymbol symbol in entry.Methods)
					unit.Tokens [symbol] = (uint) Table.Method << 24 | method++;
			}
		metadata.Add (Table.TypeDef, 0, metadata.String ("<Module>"), 0, 0, 1, 1);
		foreach (Unit unit in units)
			foreach (TypeEntry entry in unit.Order)
				WriteType (unit, entry);
		return metadata.File (text);
	}

	void WriteType (Unit unit, TypeEntry entry)
	{
		TypeSymbol symbol = entry.Symbol;
		uint flags = 1;

		flags |= symbol.IsInterface ? 0xa0u : symbol.IsAbstract ? 0x80u : 0;
		flags |= symbol.IsSealed || symbol.IsValueType ? 0x100u : 0;
		flags |= symbol.IsExplicit ? 0x10u : symbol.IsSequential ? 8u : 0;
		metadata.Add (Table.TypeDef, flags, metadata.String (unit.Label + "_" + symbol.Name), metadata.String (symbol.Namespace),
			symbol.Parent == null ? 0 : TypeToken (unit, symbol.Parent),
			metadata.Next (Table.Field), metadata.Next (Table.Method));
		foreach (TypeName type in symbol.Interfaces)
			metadata.Add (Table.InterfaceImpl, entry.Token, TypeToken (unit, type));
		if (symbol.Pack != 0 || symbol.ClassSize != 0)
			metadata.Add (Table.ClassLayout, (uint) symbol.Pack, (uint) symbol.ClassSize, entry.Token);
		for (int i = 0; i < symbol.TypeParameters; i++)
			metadata.Add (Table.GenericParam, (uint) i, 0, entry.Token, metadata.String ("T" + i));
		foreach (FieldSymbol field in entry.Fields) {
			bool isValue = symbol.EnumOf != null;

			metadata.Add (Table.Field, 6u | (field.IsStatic ? 0x10u : 0) | (isValue ? 0x600u : 0), metadata.String (field.Name),
				metadata.Blob (FieldSignature (unit, field)));
			if (symbol.IsExplicit && !field.IsStatic)
				metadata.Add (Table.FieldLayout, (uint) field.Offset, unit.Tokens [field]);
		}
		foreach (MethodSymbol method in entry.Methods)
			WriteMethod (unit, method);
	}

	void WriteMethod (Unit unit, MethodSymbol method)
	{
		uint flags = 6, implementation = 0, address = 0;
		Body body;

		flags |= method.IsStatic ? 0x10u : 0;
		flags |= method.IsVirtual ? method.IsNew ? 0x1c0u : 0xc0u : 0x80u;
		flags |= method.IsAbstract ? 0x400u : 0;
		flags |= method.Name [0] == '.' ? 0x1800u : 0;
		implementation |= method.IsRuntime ? 3u : 0;
		implementation |= method.NoInlining ? 8u : method.AggressiveInlining ? 0x100u : 0;
		implementation |= method.IsSynchronized ? 0x20u : 0;
		if (unit.Bodies.TryGetValue (method, out body)) {
			uint locals = body.Locals.Count == 0 ? 0 : LocalsToken (unit, body);

			text.Align (4);
			address = Metadata.TextAddress + (uint) text.Count;
			text.Raw (new BodyWriter (body, operand => OperandToken (unit, operand)).Write (true, locals));
		}
		uint token = metadata.Add (Table.Method, address, implementation, flags, metadata.String (method.Name),
			metadata.Blob (Signature (unit, method, new TypeName [0])), 1);
		for (int i = 0; i < method.TypeParameters; i++)
			metadata.Add (Table.GenericParam, (uint) i, 0, token, metadata.String ("M" + i));
	}

	uint LocalsToken (Unit unit, Body body)
	{
		var signature = new Bytes ();

		signature.Byte (7);
		signature.Compressed ((uint) body.Locals.Count);
		foreach (Local local in body.Locals) {
			if (local.IsPinned)
				signature.Byte (0x45);
			Write (unit, signature, local.Type);
		}
		return metadata.Add (Table.StandAloneSig, metadata.Blob (signature.ToArray ()));
	}
}
