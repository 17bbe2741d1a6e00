// SPDX-License-Identifier: MIT
//
// What can be on the evaluation stack, and the places where values are stored.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

/* Types that cases use; value types have no padding, so that all their bytes are someone's. */
static class Types
{
	public static readonly TypeSymbol Object = Library.Object;

	static TypeSymbol Struct (string name, params TypeName [] fields)
	{
		var symbol = new TypeSymbol {
			Name = name, Namespace = "Kinds", IsValueType = true, IsSealed = true, IsSequential = true,
			Parent = Library.ValueType.Type
		};

		for (int i = 0; i < fields.Length; i++)
			symbol.Field ("f" + i, fields [i]);
		return symbol;
	}

	static TypeName [] Times (int count, TypeName type)
	{
		return Enumerable.Repeat (type, count).ToArray ();
	}

	public static readonly TypeSymbol S0 = Struct ("S0"), S1 = Struct ("S1", TypeName.U1), S3 = Struct ("S3", Times (3, TypeName.U1)),
		S4 = Struct ("S4", TypeName.I4), S8 = Struct ("S8", TypeName.I8), S12 = Struct ("S12", Times (3, TypeName.I4)),
		S16 = Struct ("S16", TypeName.I8, TypeName.I8), S40 = Struct ("S40", Times (5, TypeName.I8)),
		SF = Struct ("SF", TypeName.R4, TypeName.R4), SD = Struct ("SD", TypeName.R8, TypeName.R8),
		SR = Struct ("SR", TypeName.Object, TypeName.I8);

	static TypeSymbol Enumeration ()
	{
		var symbol = new TypeSymbol {
			Name = "E", Namespace = "Kinds", IsValueType = true, IsSealed = true, Parent = Library.Enum.Type, EnumOf = TypeName.I2
		};

		symbol.Field ("value__", symbol.EnumOf);
		return symbol;
	}

	public static readonly TypeSymbol E = Enumeration ();

	static readonly Dictionary<TypeSymbol, int> sizes = new Dictionary<TypeSymbol, int> {
		{ S0, 1 }, { S1, 1 }, { S3, 3 }, { S4, 4 }, { S8, 8 }, { S12, 12 }, { S16, 16 }, { S40, 40 }, { SF, 8 }, { SD, 16 }, { SR, 16 },
		{ E, 2 },
	};

	public static int SizeOf (TypeName type)
	{
		switch (type.Element) {
		case Element.Boolean: case Element.I1: case Element.U1: return 1;
		case Element.Char: case Element.I2: case Element.U2: return 2;
		case Element.I4: case Element.U4: case Element.R4: return 4;
		case Element.Value: return sizes [type.Symbol];
		case Element.TypedReference: return 24;
		default: return 8;
		}
	}

	static readonly Dictionary<TypeName, TypeSymbol> holders = new Dictionary<TypeName, TypeSymbol> ();

	/* A class with an instance field of TYPE and a constructor that sets it, and one that does not */
	public static TypeSymbol Holder (TypeName type)
	{
		lock (holders) {
			TypeSymbol symbol;

			if (!holders.TryGetValue (type, out symbol))
				holders [type] = symbol = MakeHolder (type, "Holder" + holders.Count);
			return symbol;
		}
	}

	static TypeSymbol MakeHolder (TypeName type, string name)
	{
		var symbol = new TypeSymbol { Name = name, Namespace = "Kinds", Parent = Library.Object.Type };

		symbol.Field ("value", type);
		symbol.Field ("cell", type, true);
		MethodSymbol empty = symbol.Method (".ctor", false, TypeName.Void), full = symbol.Method (".ctor", false, TypeName.Void, type);
		empty.Build = () => {
			var body = new Body (empty);

			body.LoadArgument (0);
			body.Op (OpCodes.Call, Library.ObjectConstructor);
			body.Op (OpCodes.Ret);
			return body;
		};
		full.Build = () => {
			var body = new Body (full);

			body.LoadArgument (0);
			body.Op (OpCodes.Call, Library.ObjectConstructor);
			body.LoadArgument (0);
			body.LoadArgument (1);
			body.Op (OpCodes.Stfld, Value (symbol));
			body.Op (OpCodes.Ret);
			return body;
		};
		return symbol;
	}

	public static FieldUse Value (TypeSymbol holder)
	{
		return new FieldUse { Owner = holder.Type, Symbol = holder.Fields [0] };
	}

	public static FieldUse Cell (TypeSymbol holder)
	{
		return new FieldUse { Owner = holder.Type, Symbol = holder.Fields [1] };
	}

	/* Places are of these types. */
	public static readonly TypeName [] Places = {
		TypeName.I1, TypeName.U2, TypeName.I4, TypeName.I8, TypeName.I, TypeName.R4, TypeName.R8, TypeName.Object,
		Holder (TypeName.I4).Type, TypeName.I4.Pointer, TypeName.I4.Unmanaged, S0.Type, S1.Type, S3.Type, S8.Type, S16.Type, S40.Type,
		SF.Type, SD.Type, SR.Type, TypeName.TypedReference, E.Type
	};
}

/* What an operand is used as: decides which values it gets. */
enum Role { Number, Index, ReadFrom, WriteTo, Object }

/* A kind of value on the stack */
sealed class StackValue
{
	public string Name;
	public TypeName Type;                      /* of the argument that it comes from, or of the local whose address it is */
	public Action<Body, int> Load;             /* leaves it on the stack; gets the argument's number */
	public bool IsLocalAddress;

	public bool IsStruct { get { return Type != null && Type.Kind == Kind.Value && !IsLocalAddress; } }
	public bool IsFloat { get { return Type != null && (Type.Element == Element.R4 || Type.Element == Element.R8); } }

	/* The type that a place has which is made for it */
	public TypeName Natural
	{
		get {
			return Name == "function" ? TypeName.I : Name == "zero" ? TypeName.I4 : Name == "null" || Name == "array" ? TypeName.Object :
				IsLocalAddress ? Type.Pointer : Type;
		}
	}

	public Kind Kind { get { return Name == "function" ? Kind.NativeInt : Natural.Kind; } }

	static StackValue Argument (string name, TypeName type)
	{
		return new StackValue { Name = name, Type = type, Load = (body, index) => body.LoadArgument (index) };
	}

	static StackValue Constant (string name, Action<Body> load)
	{
		return new StackValue { Name = name, Load = (body, index) => load (body) };
	}

	/* The address of a local that holds the argument */
	static StackValue Local (string name, TypeName type)
	{
		return new StackValue { Name = name, Type = type, IsLocalAddress = true, Load = (body, index) => {
			var local = new Local (type);

			body.LoadArgument (index);
			body.Store (local);
			body.Address (local);
		} };
	}

	static StackValue ArgumentAddress (string name, TypeName type)
	{
		return new StackValue {
			Name = name, Type = type, IsLocalAddress = true, Load = (body, index) => body.ArgumentAddress (index)
		};
	}

	public static readonly StackValue [] All = {
		Argument ("int32", TypeName.I4), Argument ("int8", TypeName.I1), Argument ("uint16", TypeName.U2), Argument ("int64", TypeName.I8),
		Argument ("native-int", TypeName.I), Argument ("float32", TypeName.R4), Argument ("float64", TypeName.R8),
		Argument ("object", TypeName.Object), Argument ("class", Types.Holder (TypeName.I4).Type),
		Constant ("null", body => body.Op (OpCodes.Ldnull)), Constant ("zero", body => body.Constant (0)),
		Argument ("byref", TypeName.I4.Pointer), Argument ("pointer", TypeName.I4.Unmanaged), Local ("local-address", TypeName.I4),
		ArgumentAddress ("argument-address", TypeName.U2), Local ("struct-address", Types.S16.Type),
		ArgumentAddress ("struct-argument-address", Types.S3.Type), Constant ("function", body => body.Op (OpCodes.Ldftn, Library.Opaque)),
		Argument ("S0", Types.S0.Type), Argument ("S1", Types.S1.Type), Argument ("S3", Types.S3.Type), Argument ("S8", Types.S8.Type),
		Argument ("S16", Types.S16.Type), Argument ("S40", Types.S40.Type), Argument ("SF", Types.SF.Type), Argument ("SD", Types.SD.Type),
		Argument ("SR", Types.SR.Type), Argument ("typed-reference", TypeName.TypedReference), Argument ("enumeration", Types.E.Type),
	};

	public static StackValue Named (string name)
	{
		return All.First (v => v.Name == name);
	}

	public static StackValue Of (TypeName type)
	{
		return All.FirstOrDefault (v => v.Type == type && !v.IsLocalAddress) ?? Argument (type.ToString (), type);
	}
}
