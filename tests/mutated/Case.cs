// SPDX-License-Identifier: MIT
//
// One case: an operation, the values it is given, of which one may be of any kind, and a method that is called with
// inputs and returns what came of it.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

/* An operand of an operation, and what is put there */
sealed class Cell
{
	public Operation Operation;
	public int Position;
	public TypeName Token;                     /* null: any */
	public StackValue Value;

	static IEnumerable<Cell> Enumerate ()
	{
		foreach (Operation operation in Operation.All)
			for (int position = 0; position < operation.Operands.Length; position++)
				foreach (StackValue value in StackValue.All)
					foreach (TypeName token in operation.IsPlace ? operation.Tokens : new TypeName [] { null })
						yield return new Cell { Operation = operation, Position = position, Token = token, Value = value };
	}

	/* All there are, in the order of SEED */
	public static Cell [] All (ulong seed)
	{
		var chance = new Chance (seed, 0);
		Cell [] cells = Enumerate ().ToArray ();

		for (int i = cells.Length - 1; i > 0; i--) {
			int j = chance.Below (i + 1);
			Cell cell = cells [i];
			cells [i] = cells [j];
			cells [j] = cell;
		}
		return cells;
	}
}

sealed class Case
{
	public readonly int Number;
	public readonly MethodSymbol Run;          /* static void Run (int32 input) */
	public string Description { get; private set; }

	/* Why nothing is compared but that the process lives: null, or what is wild about it */
	public string Wild { get; private set; }

	/* Why it is only compared whether the code is refused: null, or what mini's outcome comes from */
	public string Chance { get; private set; }

	readonly MethodSymbol method;
	readonly Operation operation;
	readonly TypeName token;
	readonly StackValue [] values;
	readonly Role [] roles;
	readonly int [] arguments;                 /* of each value, the parameter that it comes from */
	readonly List<TypeName> parameters = new List<TypeName> ();
	readonly List<Role> parameterRoles = new List<Role> ();
	readonly bool isCut, isFirstPath;
	bool isObject;                             /* the result is an object, whatever the values are */
	bool isNarrow;                             /* the result is an int32, in a place for 64 bits */
	TypeName result;

	public Case (Cell cell, ulong seed, int number)
	{
		var chance = new Chance (seed, (ulong) number + 1);

		Number = number;
		operation = cell.Operation;
		token = cell.Token ?? chance.Of (operation.Tokens);
		values = Expected (chance);
		values [cell.Position] = cell.Value;
		roles = operation.Operands.Select (RoleOf).ToArray ();
		arguments = values.Select ((value, i) => Parameter (value.Type, roles [i])).ToArray ();
		if (operation.Name == "join")
			Parameter (TypeName.I4, Role.Number);
		if (operation.Name == "join" || operation.Name == "argument")
			Parameter (token, Role.Number);
		isFirstPath = chance.Percent (50);
		isCut = values.Any (v => v.IsLocalAddress) && chance.Percent (50);
		ChooseResult (chance);
		Wild = WhatIsWild ();
		Chance = WhatIsChance ();
		Description = operation.Name + (token != null ? " " + token : "") + " of " + string.Join (", ", values.Select (v => v.Name)) +
			" makes " + result;

		var owner = new TypeSymbol { Name = "Case", Namespace = "Cases", Parent = Library.Object.Type };
		method = owner.Method ("Case", true, result, parameters.ToArray ());
		method.NoInlining = true;
		method.Build = Build;
		var caller = new TypeSymbol { Name = "Caller", Namespace = "Callers", Parent = Library.Object.Type };
		Run = caller.Method ("Run", true, TypeName.Void, TypeName.I4);
		Run.Build = BuildRun;
	}

	int Parameter (TypeName type, Role role)
	{
		if (type == null)
			return -1;
		parameters.Add (type);
		parameterRoles.Add (role);
		return parameters.Count - 1;
	}

	/* ---- Values --------------------------------------------------------------------------------------------------- */

	StackValue [] Expected (Chance chance)
	{
		string number = chance.Any ("int32", "int64", "native-int", "float32", "float64"),
			integer = chance.Any ("int32", "int64", "native-int");

		return operation.Operands.Select (letter => Expected (letter, number, integer, chance)).ToArray ();
	}

	StackValue Expected (char letter, string number, string integer, Chance chance)
	{
		switch (letter) {
		case 'n': return StackValue.Named (number);
		case 'i': return StackValue.Named (integer);
		case 'b': return StackValue.Named (chance.Any ("int32", "int32", "native-int"));
		case 'z': return StackValue.Named ("int32");
		case 'f': return StackValue.Named ("float64");
		case 'a': return StackValue.Named (chance.Any ("byref", "pointer", "native-int", "struct-address"));
		case 'w': return StackValue.Named (chance.Any ("byref", "pointer", "native-int", "struct-address"));
		case 'o': return StackValue.Named ("object");
		case 'R': return StackValue.Named ("typed-reference");
		case 'F': return StackValue.Named ("class");
		case 'A': return StackValue.Named (chance.Any ("struct-address", "pointer", "native-int", "byref"));
		case 'c': return StackValue.Named ("function");
		case 'V': return Vector ();
		default: return StackValue.Of (token);
		}
	}

	StackValue Vector ()
	{
		return new StackValue { Name = "array", Load = (body, index) => {
			body.Constant (16);
			body.Op (OpCodes.Newarr, token);
		} };
	}

	static Role RoleOf (char letter)
	{
		switch (letter) {
		case 'b': case 'z': return Role.Index;
		case 'a': return Role.ReadFrom;
		case 'w': case 'A': return Role.WriteTo;
		case 'o': case 'V': case 'F': case 'R': case 'c': return Role.Object;
		default: return Role.Number;
		}
	}

	/* ---- What may not be compared --------------------------------------------------------------------------------- */

	/* Whether a register or word that is no address is used as one, or control or the collector follows a number */
	string WhatIsWild ()
	{
		for (int i = 0; i < values.Length; i++) {
			string wild = WhatIsWild (operation.Operands [i], values [i]);
			if (wild != null)
				return wild;
		}
		return null;
	}

	string WhatIsWild (char letter, StackValue value)
	{
		Kind kind = value.Kind;
		bool isNumber = kind != Kind.Reference;

		switch (letter) {
		case 'a':
			return value.IsStruct || value.IsFloat ? "what is no address is read from" : null;
		case 'w': case 'A':
			if (value.IsStruct && letter == 'A')
				return null;
			if (value.IsStruct || value.IsFloat || value.Name == "function")
				return WritesAnywhere;
			return value.IsLocalAddress && Written > Types.SizeOf (value.Type) ? "a local is written beyond its end" : null;
		case 'o': case 'V': case 'F':
			return value.IsStruct || value.IsFloat || isNumber && value.Name != "zero" ? "a number is used as an object" : null;
		case 'R':
			return value.Name != "typed-reference" ? "what is no typed reference is used as one" : null;
		case 'c':
			return value.Name != "function" ? "what is no address is called" : null;
		case 'z':
			return value.IsStruct || value.IsLocalAddress || kind >= Kind.Float32 || value.Name == "function"
				? "a block's size is no number" : null;
		case 'T':
			if (operation.Name == "element" && !HoldsObject (value) && token.Kind == Kind.Reference || operation.Name.StartsWith ("stelem") && token.Kind == Kind.Reference)
				return null;
			if (operation.Name == "stobj" && value.IsStruct && Types.SizeOf (value.Type) > Types.SizeOf (token))
				return "memory is written beyond the place";
			return HoldsObjects && !HoldsObject (value) && value.Name != "zero" ? "a number is stored as an object" : null;
		default:
			return null;
		}
	}

	/* What lies there is not the same in two processes: it can be what a process cannot do without. */
	public const string WritesAnywhere = "what is no address is written to";

	/* ---- What is not mini's will ---------------------------------------------------------------------------------- */

	string WhatIsChance ()
	{
		for (int i = 0; i < values.Length; i++) {
			StackValue value = values [i];
			char letter = operation.Operands [i];

			if (letter == 'b' && value.IsFloat || value.IsFloat && operation.Name.StartsWith ("br"))
				return "a register that was never written is used";
			if (letter == 'a' && value.IsLocalAddress && !isCut && Written > Types.SizeOf (value.Type))
				return "what lies behind a local is read";
			if (value.IsLocalAddress && "nib".Contains (letter.ToString ()) && operation.Name [0] != 'c')
				return "an address in the frame is computed with";
			if (value.Name == "function" && "nib".Contains (letter.ToString ()) && operation.Name [0] != 'c')
				return "an address of code is computed with";
			if (letter == 'T' && token.Kind != Kind.Value && !value.IsStruct && IsFloat (token) != value.IsFloat)
				return "a register that was never written is used";
		}
		if (operation.Name == "ckfinite" && !values [0].IsFloat)
			return "a register that was never written is used";
		return IsMinisFault ? "mini answers differently from one form to the next" : null;
	}

	static bool IsFloat (TypeName type)
	{
		return type.Element == Element.R4 || type.Element == Element.R8;
	}

	/* What ../conformance/README.md lists: BigStep does what the standard says. */
	bool IsMinisFault
	{
		get {
			bool isMixed = values.Length == 2 && (values [0].Kind == Kind.Int32) != (values [1].Kind == Kind.Int32);
			bool isMixedFloat = values.Length == 2 && values.All (v => v.IsFloat) && values [0].Kind != values [1].Kind;

			switch (operation.Name) {
			case "mul": return isMixedFloat;
			case "ckfinite": return values [0].Kind == Kind.Float32;
			case "conv.ovf.u": case "conv.ovf.u8": return values [0].Kind == Kind.Int32;
			case "static-field": case "stobj": case "stind.r8":
				return token == TypeName.R8 && values.Last ().Kind == Kind.Float32;
			default: return operation.Name.Contains (".ovf") && isMixed;
			}
		}
	}

	bool HoldsObjects { get { return token.Kind == Kind.Reference && operation.Name != "box" || token == Types.SR.Type; } }

	bool HoldsObject (StackValue value)
	{
		return token == Types.SR.Type ? value.Type == token && !value.IsLocalAddress : value.Kind == Kind.Reference;
	}

	int Written
	{
		get {
			return operation.Name.StartsWith ("cpblk") || operation.Name.StartsWith ("initblk") ? 16 :
				operation.Name.EndsWith ("in a struct") ? 16 : operation.Size (token);
		}
	}

	/* ---- The result ----------------------------------------------------------------------------------------------- */

	void ChooseResult (Chance chance)
	{
		result = NaturalResult ();
		isObject = operation.Result == 'o';
		if (result == TypeName.Void)
			return;
		if (isCut && (result == TypeName.I8 || result == TypeName.I)) {
			result = TypeName.I4;
		} else if (!operation.IsPlace && chance.Percent (20)) {
			isNarrow = result.Kind == Kind.Int32;
			result = chance.Of (Types.Places.Where (t => t != TypeName.TypedReference).ToArray ());
			isNarrow &= result.Kind != Kind.Int32 && Types.SizeOf (result) == 8;
			isObject = false;
		}
	}

	TypeName NaturalResult ()
	{
		switch (operation.Result) {
		case '-': case 'p': return TypeName.Void;
		case 'x': return operation.Fixed;
		case 'b': return TypeName.I4;
		case 'o': return TypeName.Object;
		case '&': return token.Pointer;
		case 'T': return token == TypeName.TypedReference ? TypeName.Void : token;
		default: return Promoted ();
		}
	}

	TypeName Promoted ()
	{
		if (operation.Name.StartsWith ("sh"))
			return values [0].Kind == Kind.ManagedPointer ? TypeName.I : values [0].Kind <= Kind.NativeInt ? values [0].Natural : TypeName.I4;
		int addresses = values.Count (v => v.Kind == Kind.ManagedPointer);

		if (addresses > 0)
			return addresses == 2 ? TypeName.I : TypeName.I4.Pointer;
		Kind kind = values.Select (v => v.Kind).Where (k => k <= Kind.Float64).DefaultIfEmpty (Kind.Int32).Max ();
		return kind == Kind.Float64 ? TypeName.R8 : kind == Kind.Float32 ? TypeName.R4 : kind == Kind.NativeInt ? TypeName.I :
			kind == Kind.Int64 ? TypeName.I8 : TypeName.I4;
	}

	/* ---- The method under test ------------------------------------------------------------------------------------ */

	Body Build ()
	{
		var body = new Body (method);

		operation.Before (body, token);
		if (operation.Name == "join")
			BuildJoin (body);
		else
			for (int i = 0; i < values.Length; i++)
				values [i].Load (body, arguments [i]);
		if (operation.Emit != null)
			operation.Emit (body, token);
		if (result == TypeName.Void && operation.Result != '-')
			body.Op (OpCodes.Pop);
		if (result == TypeName.I4 && isCut)
			body.Op (OpCodes.Conv_I4);
		body.Op (OpCodes.Ret);
		return body;
	}

	/* A value on one path, one that is made for the place on the other */
	void BuildJoin (Body body)
	{
		Label other = new Label (), end = new Label ();
		int condition = parameters.Count - 2;

		body.LoadArgument (condition);
		body.Op (isFirstPath ? OpCodes.Brtrue : OpCodes.Brfalse, other);
		if (isFirstPath)
			values [0].Load (body, arguments [0]);
		else
			body.LoadArgument (condition + 1);
		body.Op (OpCodes.Br, end);
		body.Mark (other);
		if (isFirstPath)
			body.LoadArgument (condition + 1);
		else
			values [0].Load (body, arguments [0]);
		body.Mark (end);
	}

	/* ---- Its caller ----------------------------------------------------------------------------------------------- */

	Body BuildRun ()
	{
		var body = new Body (Run);

		for (int i = 0; i < parameters.Count; i++)
			Inputs.Push (body, parameters [i], parameterRoles [i], Number * 8 + i);
		body.Op (OpCodes.Call, Inputs.Fill);
		body.Op (OpCodes.Call, method.Use ());
		Inputs.See (body, result, isObject, isNarrow);
		body.Op (OpCodes.Ret);
		return body;
	}
}
